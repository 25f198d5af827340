/** `flash doctor`: is this machine's clock held by a time server? Times of files and readings are worth what it is. */

import type { Check, CheckResult } from '#telemetry/check.ts';

import { runProgram } from '../sources/run-program.ts';

/** Beyond this the order of readings and files of two machines can no longer be trusted. */
const FAR_OFF_S = 0.5;
const TIMEOUT_MS = 2_000;
const MEND =
  'let a time server set it: `systemctl enable --now chrony`, or `timedatectl set-ntp true`';

/** Runs a program and resolves with what it wrote; rejects where it is missing, fails or hangs. */
export type AskProgram = (command: readonly string[]) => Promise<string>;

/**
 * Reads `chronyc -c tracking` (fields of chrony 4: stratum 3rd, offset 5th in s, leap status last);
 * null where the line is not of that form.
 */
export function readTracking(text: string): CheckResult | null {
  const fields = text.trim().split(',');
  const [stratum, offset] = [Number(fields[2]), Number(fields[4])];
  const leap = fields.at(-1);
  if (fields.length < 14 || !Number.isFinite(stratum) || !Number.isFinite(offset)) return null;
  if (leap === 'Not synchronised' || stratum === 0)
    return { state: 'attention', found: 'chrony runs, but follows no time server', mend: MEND };
  const found = `chrony, ${(Math.abs(offset) * 1_000).toPrecision(2)} ms off`;
  if (Math.abs(offset) <= FAR_OFF_S) return { state: 'good', found };
  return { state: 'attention', found, mend: 'set it at once: `chronyc makestep` as root' };
}

/** Reads `timedatectl show -p NTPSynchronized --value`; null where it says neither yes nor no. */
export function readTimedatectl(text: string): CheckResult | null {
  const word = text.trim();
  if (word === 'yes') return { state: 'good', found: 'held by a time server; offset not known' };
  if (word !== 'no') return null;
  return { state: 'attention', found: 'no time server holds it', mend: MEND };
}

/** Asks chrony first, because it knows the offset; then systemd. */
export async function clockState(ask: AskProgram): Promise<CheckResult> {
  const tracking = await ask(['chronyc', '-c', 'tracking']).then(readTracking, () => null);
  if (tracking !== null) return tracking;
  const show = ['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'];
  const synchronised = await ask(show).then(readTimedatectl, () => null);
  if (synchronised !== null) return synchronised;
  return { state: 'not applicable', found: 'neither chronyc nor timedatectl tells' };
}

export const clock: Check = {
  name: 'the clock is right',
  run: () => clockState((command) => runProgram({ command, timeoutMs: TIMEOUT_MS })),
};
