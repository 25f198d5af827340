/** Runs an import command in this process and keeps the batches that it delivers. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, OptionValue, RecorderDoor } from '#telemetry/command.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import type { Fact } from '#telemetry/facts/index.ts';

export interface ImportRun {
  readonly code: number;
  readonly output: string;
  readonly said: readonly string[];
  readonly batches: readonly Batch[];
  readonly facts: readonly Fact[];
}

/** What a test puts in place of the process's own. */
export interface ImportSurroundings {
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  /** Hears every line as it is said. */
  readonly onSay?: (line: string) => void;
}

export interface ImportBench extends Disposable {
  /** A temporary folder: home of the configuration and place for a test's own files. */
  readonly home: string;
  run(
    command: Command,
    positionals: readonly string[],
    options?: Readonly<Record<string, OptionValue>>,
    door?: RecorderDoor,
    given?: ImportSurroundings,
  ): Promise<ImportRun>;
}

export function openImportBench(): ImportBench {
  const home = mkdtempSync(join(tmpdir(), 'flash-import-'));
  const config = join(home, 'flash.yaml');
  writeFileSync(config, `node: test-node\nhome: ${home}/state\n`);
  return {
    home,
    async run(command, positionals, options = {}, door, given = {}) {
      const batches: Batch[] = [];
      const said: string[] = [];
      let output = '';
      const recorder: RecorderDoor = {
        async deliver(batch) {
          batches.push(batch as Batch);
          return (await door?.deliver(batch)) ?? { refused: [], added: null };
        },
        close: async () => await door?.close(),
      };
      const code = await command.run({
        options: { config, ...options },
        positionals,
        env: given.env ?? {},
        cwd: home,
        signal: given.signal ?? new AbortController().signal,
        write: async (text) => void (output += await Promise.resolve(String(text))),
        say: (line) => {
          said.push(line);
          given.onSay?.(line);
        },
        host: {
          program: 'flash',
          entry: '',
          commands: [],
          checks: async () => await Promise.resolve([]),
          openRecorder: async () => await Promise.resolve(recorder),
        },
      });
      return { code, output, said, batches, facts: batches.flatMap(({ facts }) => facts) };
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
