/** Asks systemd, where it runs the machine, which of its units failed. */

import { existsSync } from 'node:fs';

import { runProgram } from './run-program.ts';

const COMMAND = [
  'systemctl',
  'list-units',
  '--state=failed',
  '--plain',
  '--no-legend',
  '--no-pager',
  '--full',
];

/** The folder that tells a machine run by systemd (sd_booted(3)). */
const BOOTED = '/run/systemd/system';

/** Resolves with what systemctl says, or null where systemd does not run the machine. @throws FlashError where it does not answer. */
export async function readFailedUnits(
  signal: AbortSignal,
  command: readonly string[] = COMMAND,
  booted = BOOTED,
): Promise<string | null> {
  if (!existsSync(booted)) return null;
  return runProgram({ command, timeoutMs: 3_000, signal, maxBytes: 1_000_000 });
}
