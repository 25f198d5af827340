/** Reads a ZIP archive in memory: names and contents of its files (PKWARE APPNOTE 6.3, stored and deflated, no ZIP64). */

import { inflateRawSync } from 'node:zlib';
import { FlashError } from '#telemetry/errors.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** More than this unpacked is no page and no picture of a wiki. */
const MOST_BYTES = 200_000_000;

/**
 * Returns the files by path; folders are left out.
 * @throws {FlashError} where it is no archive, or holds what cannot be unpacked
 */
export function readZip(bytes: Buffer, subject: string): ReadonlyMap<string, Buffer> {
  const end = findEnd(bytes, subject);
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw failure(subject, 'its list of files is damaged');
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    if (!name.endsWith('/')) files.set(name, unpack(bytes, at, `${subject}: ${name}`));
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

/** The record at the end may be followed by a comment of up to 64 kB. */
function findEnd(bytes: Buffer, subject: string): number {
  const first = Math.max(0, bytes.length - 65_557);
  for (let at = bytes.length - 22; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw failure(subject, 'it is no ZIP archive');
}

function unpack(bytes: Buffer, entry: number, subject: string): Buffer {
  const method = bytes.readUInt16LE(entry + 10);
  const packed = bytes.readUInt32LE(entry + 20);
  const size = bytes.readUInt32LE(entry + 24);
  const local = bytes.readUInt32LE(entry + 42);
  if (size > MOST_BYTES) throw failure(subject, `it has ${size} bytes`);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const data = bytes.subarray(start, start + packed);
  if (method === 0) return Buffer.from(data);
  if (method !== 8) throw failure(subject, `it is packed by method ${method}`);
  return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
}

function failure(subject: string, reason: string): FlashError {
  return new FlashError({
    operation: 'read the export',
    subject,
    reason,
    hint: 'export the space again, as HTML, and give the ZIP file as it comes',
  });
}
