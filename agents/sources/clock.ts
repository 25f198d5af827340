/** Asks the programs that keep the machine's clock how it is; where none tells, nothing is known. */

import {
  parseChronyTracking,
  parseNtpVariables,
  parseTimedatectl,
} from '../formats/clock-answers.ts';
import type { ClockState } from '../formats/clock-answers.ts';
import type { AskProgram } from './ask-program.ts';

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
export async function readClock(ask: AskProgram, signal: AbortSignal): Promise<ClockState | null> {
  for (const [command, parse] of KEEPERS) {
    const state = await ask(command, signal).then(parse, () => null);
    if (state !== null) return state;
  }
  return null;
}
