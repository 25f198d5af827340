/** Secrets: named in the configuration directly or by a file that holds nothing else. */

import { readFileSync } from 'node:fs';

import { errorCode, FlashError } from '../errors.ts';

/**
 * Returns a secret: the value itself, else the trimmed text of the file, else null where neither is named.
 *
 * @throws FlashError when the file is named and cannot be read or is empty; transient while it does not exist yet
 */
export function readSecret(
  field: string,
  value: string | undefined,
  file: string | undefined,
): string | null {
  if (value !== undefined) return value;
  if (file === undefined) return null;
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new FlashError({
      operation: `read ${field}_file`,
      subject: file,
      reason: errorCode(cause) === 'ENOENT' ? 'it does not exist' : 'it cannot be read',
      hint: `check the path and that this user may read it (chmod 600, owner this user)`,
      cause,
      transient: errorCode(cause) === 'ENOENT',
    });
  }
  if (text !== '') return text;
  throw new FlashError({
    operation: `read ${field}_file`,
    subject: file,
    reason: 'it is empty',
    hint: 'write the secret into it, on one line',
  });
}
