/** Asks systemd, where it runs the machine, which of its units failed. */

import { existsSync } from 'node:fs';

import type { AskProgram } from './ask-program.ts';

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
  ask: AskProgram,
  signal: AbortSignal,
  booted = BOOTED,
): Promise<string | null> {
  return existsSync(booted) ? ask(COMMAND, signal) : null;
}
