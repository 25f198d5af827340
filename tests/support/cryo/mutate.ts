/** Spoils the bytes of a log as disks, networks, editors and programs do. */

import type { Random } from '../living/random.ts';

/** Texts that stand where a number, a date or a line stood. */
const WORDS = [
  'NaN',
  '-nan',
  'inf',
  '1e999',
  '-0',
  '',
  ' ',
  '0x10',
  '1,5',
  '1.2.3',
  '+',
  '9'.repeat(400),
  '300.0',
  '0',
  '-1',
  '1970-01-01 00:00:00',
  '2099-12-31 23:59:59',
  '01-01-70,00:00:00',
  '31-12-99,23:59:59',
  '32-13-26,25:61:61',
  '-62135596800',
  '99999999999999999999',
  '2026-03-29 02:30:00',
  '25-10-26,02:30:00',
  '# 1',
  '# time, a, b',
  'Time,1,2',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\r',
  '\n',
  '\n\n',
  '\r\n',
  '\uFEFF',
  '\0',
  'è',
  '💧',
  '\u2028',
  '__proto__',
  'constructor',
  '{',
  '%s',
];

const LATIN1 = Buffer.from([0xb0, 0xe8, 0xff]);

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** A place in the bytes, and one not far behind it. */
function range(bytes: Buffer, random: Random): [number, number] {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + random.below(60))];
}

const put = (bytes: Buffer, from: number, to: number, part: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(to)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  (bytes, random) => put(bytes, ...range(bytes, random), Buffer.alloc(0)),
  (bytes, random) => put(bytes, ...range(bytes, random), Buffer.from(random.pick(WORDS))),
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return put(bytes, at, at, Buffer.from(random.pick(WORDS)));
  },
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    return put(bytes, to, to, bytes.subarray(from, to));
  },
  // One field becomes another word.
  (bytes, random) => {
    const at = bytes.indexOf(0x2c, random.below(bytes.length + 1));
    if (at < 0) return bytes;
    const next = bytes.subarray(at + 1).findIndex((byte) => byte === 0x2c || byte === 0x0a);
    return put(
      bytes,
      at + 1,
      next < 0 ? bytes.length : at + 1 + next,
      Buffer.from(random.pick(WORDS)),
    );
  },
  // Two lines become one.
  (bytes, random) => {
    const at = bytes.indexOf(0x0a, random.below(bytes.length + 1));
    return at < 0 ? bytes : put(bytes, at, at + 1, Buffer.alloc(0));
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return put(bytes, at, at, LATIN1);
  },
  (bytes, random) => {
    const utf16 = Buffer.from(`\uFEFF${bytes.toString('latin1')}`, 'utf16le');
    return random.below(2) === 0 ? utf16 : utf16.swap16();
  },
];

/** Returns the bytes spoilt in one to four ways. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let spoilt = bytes;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    spoilt = random.pick(MUTATIONS)(spoilt, random);
  }
  return spoilt;
}
