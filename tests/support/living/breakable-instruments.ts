/** The instruments of a demo without history, at the quickest pace, broken and mended by "flash demo simulate" as a person does it. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { foldersOf } from '#agents/simulator/state.ts';
import { waitUntil } from '../wait-until.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const SIMULATE = [
  '--disable-warning=ExperimentalWarning',
  join(ROOT, 'flash.ts'),
  'demo',
  'simulate',
];
/** Readings come each second, and data a second after the start of a run. */
const PACE = '60';
const SLOW_MS = 60_000;
const LONG_AGO_S = Date.now() / 1_000 - 600;
const execute = promisify(execFile);

export interface BreakableInstruments extends AsyncDisposable {
  /** Resolves when each has written: a collector that finds nothing at first would be told of. */
  written(): Promise<void>;
  /** Runs "flash demo simulate" with more words. */
  simulate(...words: readonly string[]): Promise<void>;
  /** One more file is there, of half the size of the one before the last. */
  addOddFile(): void;
}

/** Starts them below a home; the demo's people would write to the hub on the port. */
export function startInstruments(home: string, hubPort: number): BreakableInstruments {
  const env = { ...process.env, FLASH_HOME: home, FLASH_PORT: String(hubPort) };
  const child = spawn(process.execPath, [...SIMULATE, '--history', '0', '--pace', PACE], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { bluefors, daq, magnet } = foldersOf(join(home, 'demo'));
  const isWritten = (folder: string): boolean =>
    existsSync(folder) && readdirSync(folder).length > 0;
  return {
    async written() {
      await waitUntil('what instruments write', () => [bluefors, magnet].every(isWritten), SLOW_MS);
    },
    async simulate(...words) {
      await execute(process.execPath, [...SIMULATE, ...words], { env });
    },
    addOddFile: () => addOddFile(daq),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** A file that is shorter than its header says is waited for, unless it was last written to long ago. */
function addOddFile(daq: string): void {
  const [model = ''] = readdirSync(daq, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.dat'))
    .toSorted()
    .slice(-2);
  const bytes = readFileSync(join(daq, model));
  const path = join(daq, model, '..', 'data_odd.dat');
  writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  utimesSync(path, LONG_AGO_S, LONG_AGO_S);
}
