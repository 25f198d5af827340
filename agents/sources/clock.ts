/** Asks the programs that keep the machine's clock how it is; where none tells, nothing is known. */

import {
  parseChronyTracking,
  parseNtpVariables,
  parseTimedatectl,
} from '../formats/clock-answers.ts';
import type { ClockState } from '../formats/clock-answers.ts';
import { runProgram } from './run-program.ts';

/** Runs a program and resolves with what it wrote; rejects where it is missing, fails or hangs. */
export type AskProgram = (command: readonly string[], signal: AbortSignal) => Promise<string>;

/** Three are asked in turn within a collector's deadline of 5 s. */
const TIMEOUT_MS = 1_200;

const askProgram: AskProgram = (command, signal) =>
  runProgram({ command, timeoutMs: TIMEOUT_MS, signal, maxBytes: 100_000 });

/** Those that know the offset come first. */
const KEEPERS: readonly (readonly [
  command: readonly string[],
  parse: (text: string) => ClockState | null,
])[] = [
  [['chronyc', '-c', 'tracking'], parseChronyTracking],
  [['ntpq', '-c', 'rv 0 leap,offset'], parseNtpVariables],
  [['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'], parseTimedatectl],
];

/** Returns what the first that answers says, or null where none does. Never throws. */
export async function readClock(
  signal: AbortSignal,
  ask: AskProgram = askProgram,
): Promise<ClockState | null> {
  for (const [command, parse] of KEEPERS) {
    const state = await ask(command, signal).then(parse, () => null);
    if (state !== null) return state;
  }
  return null;
}
