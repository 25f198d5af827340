/** Ids of log entries: ULIDs; those of machine entries follow from what they are about, so that none is written twice. */

import { createHash } from 'node:crypto';

/** Crockford's base 32 (https://github.com/ulid/spec). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Returns the ULID of an entry: its time in UTC milliseconds, then 80 bits of the hash of its origin. */
export function ulidOf(timeMs: number, origin: string): string {
  let time = '';
  for (let rest = timeMs, i = 0; i < 10; i += 1) {
    time = (ALPHABET[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  const hash = createHash('sha256').update(origin).digest();
  let bits = BigInt(`0x${hash.subarray(0, 10).toString('hex')}`);
  let random = '';
  for (let i = 0; i < 16; i += 1) {
    random = (ALPHABET[Number(bits & 31n)] ?? '0') + random;
    bits >>= 5n;
  }
  return time + random;
}
