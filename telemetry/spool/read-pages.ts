/**
 * Reads rows out of a SQLite file page by page, without its tree, so that a damaged page costs its own rows alone.
 *
 * Layout: "Database File Format" and "WAL-mode File Format" of SQLite's documentation.
 */

import { isUtf8 } from 'node:buffer';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

type Value = string | number | null;
export type Row = readonly Value[];

/** SQLite's default, with which every spool is made. */
const PAGE = 4_096;
const FILE_HEADER = 100;
const LEAF = 0x0d;
/** No row of a spool has more columns. */
const MOST_COLUMNS = 6;
/** A row larger than this is none of ours. */
const LARGEST = 64_000_000;

/** Gives the page of a number from 1; null where the file ends before it. */
type ReadPage = (number: number) => Buffer | null;

/** Yields what can be read of every table's rows, also rows of pages that were given back, which may be old. */
export function* readRows(file: string): Generator<Row> {
  const main = openSync(file, 'r');
  const wal = existsSync(`${file}-wal`) ? openSync(`${file}-wal`, 'r') : null;
  try {
    const newer = wal === null ? new Map<number, number>() : framesOf(wal);
    const read: ReadPage = (number) => {
      const at = newer.get(number);
      return wal !== null && at !== undefined
        ? readAt(wal, at, PAGE)
        : readAt(main, (number - 1) * PAGE, PAGE);
    };
    const pages = Math.max(Math.floor(fstatSync(main).size / PAGE), ...newer.keys());
    for (let number = 1; number <= pages; number += 1) {
      const page = read(number);
      if (page !== null) yield* rowsOf(page, number === 1 ? FILE_HEADER : 0, read);
    }
  } finally {
    closeSync(main);
    if (wal !== null) closeSync(wal);
  }
}

function readAt(handle: number, at: number, length: number): Buffer | null {
  const buffer = Buffer.alloc(length);
  return readSync(handle, buffer, 0, length, at) === length ? buffer : null;
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** Where the newest committed version of each page stands in the log: frames of another salt are older than its beginning. */
function framesOf(wal: number): Map<number, number> {
  const committed = new Map<number, number>();
  const open = new Map<number, number>();
  const salt = readAt(wal, 16, 8);
  if (salt === null) return committed;
  for (let at = WAL_HEADER; ; at += FRAME_HEADER + PAGE) {
    const frame = readAt(wal, at, FRAME_HEADER);
    if (frame === null || !frame.subarray(8, 16).equals(salt)) return committed;
    open.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [number, place] of open) committed.set(number, place);
    open.clear();
  }
}

function* rowsOf(page: Buffer, from: number, read: ReadPage): Generator<Row> {
  if (page[from] !== LEAF) return;
  const cells = page.readUInt16BE(from + 3);
  for (let n = 0; n < cells; n += 1) {
    const pointer = from + 8 + 2 * n;
    if (pointer + 2 > PAGE) return;
    const row = readCell(page, page.readUInt16BE(pointer), read);
    if (row !== null) yield row;
  }
}

function readCell(page: Buffer, at: number, read: ReadPage): Row | null {
  const length = readVarint(page, at);
  if (length === null || length.value > LARGEST) return null;
  const rowid = readVarint(page, length.next);
  const payload = rowid === null ? null : readPayload(page, rowid.next, length.value, read);
  return payload === null ? null : readRecord(payload);
}

/** What does not fit onto the page goes on in a chain of others. */
function readPayload(page: Buffer, at: number, length: number, read: ReadPage): Buffer | null {
  const most = PAGE - 35;
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (PAGE - 4));
  const local = length <= most ? length : wanted <= most ? wanted : least;
  if (at + local + (local < length ? 4 : 0) > PAGE) return null;
  const pieces = [page.subarray(at, at + local)];
  let left = length - local;
  for (let next = left === 0 ? 0 : page.readUInt32BE(at + local); left > 0;) {
    const more = next === 0 ? null : read(next);
    if (more === null) return null;
    const piece = more.subarray(4, 4 + Math.min(left, PAGE - 4));
    pieces.push(piece);
    left -= piece.length;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(pieces);
}

function readRecord(payload: Buffer): Row | null {
  const header = readVarint(payload, 0);
  if (header === null || header.value > payload.length) return null;
  const row: Value[] = [];
  let body = header.value;
  for (let at = header.next; at < header.value;) {
    const type = readVarint(payload, at);
    if (type === null || row.length === MOST_COLUMNS) return null;
    const value = readValue(payload, body, type.value);
    if (value === null) return null;
    row.push(value.value);
    body += value.length;
    at = type.next;
  }
  return body === payload.length ? row : null;
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const;

/** Integers, texts and nulls: a spool's tables are strict and have nothing else. */
function readValue(
  payload: Buffer,
  at: number,
  type: number,
): { readonly value: Value; readonly length: number } | null {
  if (type === 0) return { value: null, length: 0 };
  if (type === 8 || type === 9) return { value: type - 8, length: 0 };
  const bytes = INTEGER_BYTES[type];
  const length = bytes ?? (type >= 13 && type % 2 === 1 ? (type - 13) / 2 : null);
  if (length === null || at + length > payload.length) return null;
  const text = payload.subarray(at, at + length);
  if (bytes === undefined) return isUtf8(text) ? { value: text.toString(), length } : null;
  const value = bytes === 8 ? Number(payload.readBigInt64BE(at)) : payload.readIntBE(at, bytes);
  return { value, length };
}

/** Seven bits a byte, the high ones first; longer ones than we can hold are nothing of ours. */
function readVarint(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let n = 0; n < 8; n += 1) {
    const byte = bytes[at + n];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, next: at + n + 1 } : null;
  }
  return null;
}
