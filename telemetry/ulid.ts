/** ULIDs: 48 bits of time, then 80 bits that make one unlike all others (https://github.com/ulid/spec). */

import { randomBytes } from 'node:crypto';

/** Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Returns the ULID of a time (UTC ms, not before 1970) and ten bytes. */
export function ulid(timeMs: number, bytes: Uint8Array): string {
  let time = '';
  for (let rest = timeMs, i = 0; i < 10; i += 1) {
    time = (ALPHABET[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  let bits = BigInt(`0x${Buffer.from(bytes.subarray(0, 10)).toString('hex')}`);
  let rest = '';
  for (let i = 0; i < 16; i += 1) {
    rest = (ALPHABET[Number(bits & 31n)] ?? '0') + rest;
    bits >>= 5n;
  }
  return time + rest;
}

/** Makes a new one. */
export function newUlid(timeMs: number): string {
  return ulid(timeMs, randomBytes(10));
}
