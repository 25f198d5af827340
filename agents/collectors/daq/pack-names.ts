/** A directory's file names in few bytes: each name as what differs from the one before, then deflated. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';

const SEPARATOR = '\n';
const ESCAPED = /[\n\\]/g;

const escape = (text: string): string =>
  text.replaceAll(ESCAPED, (found) => (found === '\n' ? String.raw`\n` : String.raw`\\`));
const unescape = (text: string): string =>
  text.replaceAll(/\\(n|\\)/g, (_, found: string) => (found === 'n' ? '\n' : '\\'));

/** A character of two halves is never cut. */
const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

/** Packs names: 40 000 of `raw_20261123T101502_000123.dat` take about 60 kB. Their order is lost. */
export function packNames(names: Iterable<string>): Buffer {
  let before = '';
  let text = '';
  for (const name of [...names].map(escape).sort()) {
    let shared = 0;
    const most = Math.min(before.length, name.length, 60);
    while (shared < most && before.charCodeAt(shared) === name.charCodeAt(shared)) shared += 1;
    if (isHighSurrogate(before.charCodeAt(shared - 1))) shared -= 1;
    text += String.fromCharCode(64 + shared) + name.slice(shared) + SEPARATOR;
    before = name;
  }
  return deflateRawSync(text, { level: 6 });
}

/** Unpacks what `packNames` made. @throws where the bytes are not of that kind. */
export function unpackNames(packed: Buffer): string[] {
  const names: string[] = [];
  let before = '';
  const lines = inflateRawSync(packed).toString('utf8').split(SEPARATOR);
  lines.pop();
  for (const line of lines) {
    before = before.slice(0, line.charCodeAt(0) - 64) + line.slice(1);
    names.push(unescape(before));
  }
  return names;
}
