/** Runs an agent through simulated time in a child, started as an agent is, and says what became of its memory, its spool and its facts. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LongRunOptions {
  /** Of `rack`, `host`, `textfile`, `cryostat`. */
  readonly collectors: readonly string[];
  /** Channels of `rack`, each with a reading a second. */
  readonly channels: number;
  /** Simulated seconds before memory is first measured. */
  readonly warmUpS: number;
  readonly seconds: number;
  /** 0: nobody scrapes. */
  readonly scrapeEveryS: number;
  /** Between two lines of the log of ten channels. */
  readonly logEveryS: number;
  readonly isRecorderAway: boolean;
  readonly spoolBytes: number;
}

export interface LongRunResult {
  /** Private anonymous memory after forced collections, end minus beginning. */
  readonly grownMib: number;
  readonly mostSpoolBytes: number;
  /** Readings in the log, and those that the recorder got in the end. */
  readonly written: number;
  readonly delivered: number;
  readonly doubled: number;
  readonly up: Readonly<Record<string, boolean>>;
  readonly scrapes: number;
}

/** The flags an agent is started with (agents' unit), and what the measurement needs. */
const FLAGS = [
  '--max-semi-space-size=1',
  '--max-old-space-size=48',
  '--v8-pool-size=1',
  '--expose-gc',
];

/** 3 600 rounds of 200 channels at 1 Hz and 240 scrapes, the recorder there. */
export const ROUNDS: LongRunOptions = {
  collectors: ['rack', 'host', 'textfile', 'cryostat'],
  channels: 200,
  warmUpS: 900,
  seconds: 3_600,
  scrapeEveryS: 15,
  logEveryS: 10,
  isRecorderAway: false,
  spoolBytes: 2e9,
};

/** A week without a scrape and without a recorder; what is read from logs fills a small spool. */
export const WEEK: LongRunOptions = {
  collectors: ['host', 'textfile', 'cryostat'],
  channels: 0,
  warmUpS: 6 * 3_600,
  seconds: 7 * 86_400,
  scrapeEveryS: 0,
  logEveryS: 60,
  isRecorderAway: true,
  spoolBytes: 8_000_000,
};

/** Runs it. @throws where the child fails, with what it wrote */
export async function runLong(options: LongRunOptions): Promise<LongRunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-long-run-'));
  const child = spawn(
    process.execPath,
    [...FLAGS, join(import.meta.dirname, 'agent-child.ts'), folder, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    let out = '';
    let errors = '';
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`the agent ended with code ${String(code)}: ${errors}`);
    return JSON.parse(out) as LongRunResult;
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
