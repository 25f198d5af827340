/** Ids of log entries: ULIDs; those of machine entries follow from what they are about, so that none is written twice. */

import { createHash } from 'node:crypto';

import { ulid } from '../../ulid.ts';

/** Returns the ULID of an entry: its time in UTC milliseconds, then 80 bits of the hash of its origin. */
export function ulidOf(timeMs: number, origin: string): string {
  return ulid(timeMs, createHash('sha256').update(origin).digest());
}
