/** Bytes of a text file as whole lines: UTF-8, UTF-16 where the file says so, Latin-1 where a line is not UTF-8. */

import { isAscii, isUtf8 } from 'node:buffer';

/** What the mark at a file's beginning says; without one it is UTF-8, each line that is not is Latin-1. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export interface TextLine {
  /** Without its end of line and without the mark that may begin a file. */
  readonly text: string;
  readonly number: number;
  /** Byte at which it begins. */
  readonly offset: number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MARK = '\uFEFF';

/** Bytes that are looked at to believe a mark. */
const LOOKED_AT = 64;

/** Tells the encoding from a file's first bytes: a mark counts where every second byte behind it is zero, as a rule. */
export function encodingOf(head: Buffer): Encoding {
  const isLittle = head[0] === 0xff && head[1] === 0xfe;
  if (!isLittle && !(head[0] === 0xfe && head[1] === 0xff)) return 'utf-8';
  const characters = Math.floor(Math.min(LOOKED_AT, head.length) / 2) - 1;
  let latin = 0;
  for (let n = 1; n <= characters; n += 1) if (head[2 * n + (isLittle ? 1 : 0)] === 0) latin += 1;
  if (latin * 2 < characters) return 'utf-8';
  return isLittle ? 'utf-16le' : 'utf-16be';
}

/**
 * Place just behind the first newline at or after `from`, -1 where there is none.
 *
 * `bytes` begin at a whole character; in UTF-16 the byte of a newline may be half of another character.
 */
export function endOfLine(bytes: Buffer, from: number, encoding: Encoding): number {
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (encoding === 'utf-8') return at + 1;
    const isFirst = at % 2 === 0;
    if (encoding === 'utf-16le' && isFirst && bytes[at + 1] === 0) return at + 2;
    if (encoding === 'utf-16be' && !isFirst && bytes[at - 1] === 0) return at + 1;
  }
  return -1;
}

/** Place just behind the last newline, 0 where there is none. */
export function endOfLastLine(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8') return bytes.lastIndexOf(NEWLINE) + 1;
  let last = 0;
  for (let end = endOfLine(bytes, 0, encoding); end > 0; end = endOfLine(bytes, end, encoding)) {
    last = end;
  }
  return last;
}

/** The text of some bytes; half a character at the end of UTF-16 is left out. */
export function decodeText(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-8') return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (encoding === 'utf-16le') return whole.toString('utf16le');
  return Buffer.from(whole).swap16().toString('utf16le');
}

function stripEnd(text: string): string {
  let stop = text.endsWith('\n') ? text.length - 1 : text.length;
  while (stop > 0 && text.charCodeAt(stop - 1) === RETURN) stop -= 1;
  return text.slice(0, stop);
}

/** Splits whole lines; `offset` and `number` are those of the first. */
export function splitLines(
  bytes: Buffer,
  { offset, number, encoding }: { offset: number; number: number; encoding: Encoding },
): TextLine[] {
  if (encoding === 'utf-8' && isAscii(bytes)) return splitAscii(bytes, offset, number);
  const lines: TextLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = endOfLine(bytes, start, encoding);
    const stop = end < 0 ? bytes.length : end;
    const text = stripEnd(decodeText(bytes.subarray(start, stop), encoding));
    const isMarked = offset + start === 0 && text.startsWith(MARK);
    lines.push({
      text: isMarked ? text.slice(1) : text,
      number: number + lines.length,
      offset: offset + start,
    });
    start = stop;
  }
  return lines;
}

/** Most logs are ASCII: one text for the whole piece, whose characters are its bytes. */
function splitAscii(bytes: Buffer, offset: number, number: number): TextLine[] {
  const whole = bytes.toString('latin1');
  const lines: TextLine[] = [];
  for (let start = 0; start < whole.length;) {
    const end = whole.indexOf('\n', start);
    const next = end < 0 ? whole.length : end + 1;
    let stop = end < 0 ? whole.length : end;
    while (stop > start && whole.charCodeAt(stop - 1) === RETURN) stop -= 1;
    lines.push({
      text: whole.slice(start, stop),
      number: number + lines.length,
      offset: offset + start,
    });
    start = next;
  }
  return lines;
}
