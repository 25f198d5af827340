/** Asks chrony how far the machine's clock is off; where there is no chrony, nothing is known. */

import { parseChronyTracking } from '../formats/proc.ts';
import { runProgram } from './run-program.ts';

/** Once chrony was not found it is not asked again by this process. */
let isThere = true;

/** Returns offset and state, or null where nothing tells. */
export async function readClock(
  signal: AbortSignal,
): Promise<{ readonly offsetSeconds: number; readonly isSynchronised: boolean } | null> {
  if (!isThere) return null;
  try {
    const text = await runProgram({
      command: ['chronyc', '-c', 'tracking'],
      timeoutMs: 2_000,
      signal,
    });
    return parseChronyTracking(text);
  } catch {
    isThere = false;
    return null;
  }
}
