/** What is said of a snapshot of which a file is missing, short or of another shape. */

import { FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';

/** The operation of every error of reading. */
export const READING = 'read the snapshot';

/** Returns the error of a file that is not what the manifest says. */
export function damaged(path: string, reason: string, cause?: unknown): FlashError {
  return new FlashError({
    operation: READING,
    subject: path,
    reason,
    hint: `publish it anew from the catalogue: ${program} snapshot`,
    cause,
  });
}
