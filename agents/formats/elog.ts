/** Reads the files of a PSI ELOG logbook (`241005a.log`): entries with fields, encoding and text. Pure. */

import { decodeEntities, htmlToText } from './html-text.ts';

/** One entry of an ELOG logbook. */
export interface ElogEntry {
  /** Its number in the logbook. */
  readonly number: number;
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** `Sat, 05 Oct 2024 10:45:25 +0000`, as it stands there. */
  readonly date: string;
  readonly inReplyTo: number | null;
  /** Fields with something in them, in their order; without those that are named here. */
  readonly attributes: readonly (readonly [name: string, text: string])[];
  readonly attachments: readonly string[];
  readonly encoding: 'plain' | 'HTML' | 'ELCode';
  /** Plain text; null: it has none. */
  readonly text: string | null;
  /** All of it as it stands in the file. */
  readonly raw: string;
}

/** A piece of an ELOG file that is no entry, and why. */
export interface ElogRefused {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** What one file of an ELOG logbook holds. */
export interface ElogFile {
  readonly entries: readonly ElogEntry[];
  readonly refused: readonly ElogRefused[];
}

const BEGINNING = /^\$@MID@\$:/;
/** Forty equal signs end the fields. */
const SEPARATOR = /^={20,}\s*$/;
const ENCODINGS = ['plain', 'HTML', 'ELCode'] as const;

/** Reads a file; what cannot be read is refused with its line, and the rest goes on. */
export function parseElog(content: string): ElogFile {
  const lines = content.split(/\r?\n/);
  const starts = lines.flatMap((line, i) => (BEGINNING.test(line) ? [i] : []));
  const entries: ElogEntry[] = [];
  const refused: ElogRefused[] = [];
  const before = lines.slice(0, starts[0] ?? lines.length).join('\n');
  if (before.trim() !== '')
    refused.push({ line: 1, reason: 'no line "$@MID@$: number" begins this entry', raw: before });
  for (const [n, start] of starts.entries()) {
    const block = lines.slice(start, starts[n + 1] ?? lines.length);
    const read = readEntry(block, start + 1);
    if ('reason' in read) refused.push(read);
    else entries.push(read);
  }
  return { entries, refused };
}

function readEntry(block: readonly string[], line: number): ElogEntry | ElogRefused {
  const raw = block.join('\n').trimEnd();
  const refuse = (reason: string): ElogRefused => ({ line, reason, raw });
  const [first = ''] = block;
  const number = Number(/^\$@MID@\$:\s*(\d{1,9})\s*$/.exec(first)?.[1] ?? 0);
  if (number === 0) return refuse(`"${first}": expected the number of the entry`);
  const end = block.findIndex((one) => SEPARATOR.test(one));
  if (end < 0) return refuse('it ends within its fields: no line of equal signs follows them');
  const fields = readFields(block.slice(1, end));
  if ('odd' in fields) return refuse(`"${fields.odd}" is no field: expected "name: text"`);
  const { date, inReplyTo, encoding, attributes, attachments } = fields;
  if (date === null) return refuse('it has no Date');
  const known = ENCODINGS.find((one) => one.toLowerCase() === (encoding ?? 'plain').toLowerCase());
  if (known === undefined)
    return refuse(`Encoding: expected ${ENCODINGS.join(', ')}, received ${String(encoding)}`);
  const text = block
    .slice(end + 1)
    .join('\n')
    .trim();
  const plain =
    known === 'HTML' ? htmlToText(text) : known === 'ELCode' ? elcodeToText(text) : text;
  return {
    number,
    line,
    date,
    inReplyTo,
    attributes,
    attachments,
    encoding: known,
    text: plain === '' ? null : plain,
    raw,
  };
}

interface Fields {
  date: string | null;
  inReplyTo: number | null;
  encoding: string | null;
  attachments: readonly string[];
  readonly attributes: [string, string][];
}

function readFields(lines: readonly string[]): Fields | { readonly odd: string } {
  const fields: Fields = {
    date: null,
    inReplyTo: null,
    encoding: null,
    attachments: [],
    attributes: [],
  };
  for (const line of lines) {
    if (line.trim() === '') continue;
    const found = /^([^:]+):\s?(.*)$/.exec(line);
    if (found === null) return { odd: line.slice(0, 100) };
    const [, name = '', value = ''] = found;
    takeField(fields, name.trim(), value.trim());
  }
  return fields;
}

function takeField(fields: Fields, name: string, value: string): void {
  if (name === 'Reply to' || name === 'Locked by' || value === '') return;
  if (name === 'Date') fields.date = value;
  else if (name === 'In reply to')
    fields.inReplyTo = Number(/^\d{1,9}$/.exec(value)?.[0] ?? 0) || null;
  else if (name === 'Encoding') fields.encoding = value;
  else if (name === 'Attachment') fields.attachments = value.split(',').map((one) => one.trim());
  else fields.attributes.push([name, decodeEntities(value)]);
}

/** ELCode is like BBCode: `[b]…[/b]`, `[url=…]…[/url]`. */
function elcodeToText(text: string): string {
  return text
    .replaceAll(/\[url=([^\]]+)\](.*?)\[\/url\]/gi, '$2 ($1)')
    .replaceAll(/\[\*\]/g, '- ')
    .replaceAll(
      /\[\/?(?:b|i|u|code|quote|list|url|img|font|color|size|table|center|h[1-3])\b[^\]]*\]/gi,
      '',
    );
}

/** `241005_104525_photo.png` is `photo.png`, put there at that time. */
export function attachmentName(file: string): string {
  return file.replace(/^\d{6}_\d{6}_(?=.)/, '');
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** A date as ELOG writes it, taken apart. */
export interface ElogDate {
  /** Milliseconds as if the stamp were UTC. */
  readonly naive: number;
  /** Local minus UTC, ms; null: it says none. */
  readonly offset: number | null;
}

/** Reads a date of a mail (RFC 5322, section 3.3); null: it is none. */
export function parseElogDate(text: string): ElogDate | null {
  const found =
    /^(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?(?:\s+([+-])(\d{2})(\d{2})|\s+(GMT|UTC?|Z))?$/.exec(
      text,
    );
  if (found === null) return null;
  const [, day, word = '', year, hour, minute, second = '0', sign, oh = '0', om = '0', zone] =
    found;
  const month = MONTHS.indexOf(word.toLowerCase());
  const naive = Date.UTC(
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const isSound =
    month >= 0 &&
    new Date(naive).getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 61;
  if (!isSound) return null;
  if (sign === undefined) return { naive, offset: zone === undefined ? null : 0 };
  const offset = (Number(oh) * 60 + Number(om)) * 60_000;
  return { naive, offset: sign === '-' ? -offset : offset };
}
