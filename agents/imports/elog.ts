/** Imports PSI ELOG logbooks: each entry a fact under its logbook and number, what cannot be read with its place. */

import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { attachmentName, parseElog, parseElogDate, type ElogEntry } from '#agents/formats/elog.ts';
import type { EntryFact } from '#telemetry/facts/entry.ts';
import { ATTACHMENT_BYTES, BODY_LENGTH, TITLE_LENGTH } from '#telemetry/logbook/limits.ts';
import { createLocalClock, type LocalClock } from '#telemetry/time.ts';
import { trimRaw, trimReason, type Refused } from './refused-lines.ts';
import type { FactSender } from './send-facts.ts';

export interface ElogOptions {
  readonly files: readonly string[];
  readonly sender: FactSender;
  /** Null: each is named as its folder. */
  readonly logbook: string | null;
  /** Of dates that say none. */
  readonly zone: string;
  readonly restricted: boolean;
  readonly signal: AbortSignal;
}

export interface ElogResult {
  readonly files: number;
  readonly logbooks: ReadonlyMap<string, number>;
  readonly entries: number;
  readonly answers: number;
  readonly attachments: number;
  readonly refused: readonly Refused[];
  /** Entries that were taken in, with something about them that was not. */
  readonly odd: readonly Refused[];
}

interface Found {
  readonly file: string;
  readonly logbook: string;
  readonly entry: ElogEntry;
  readonly at: number;
}

/** Reads all files and sends their entries, those that are answered first. @throws what the sender throws */
export async function importElog(options: ElogOptions): Promise<ElogResult> {
  const { sender, signal } = options;
  const refused: Refused[] = [];
  const odd: Refused[] = [];
  const found = new Map<string, Found>();
  for (const file of options.files) {
    signal.throwIfAborted();
    await readFileInto(file, options, { found, refused, odd });
  }
  const ordered = answeredFirst(found, odd);
  let attachments = 0;
  for (const one of ordered) {
    signal.throwIfAborted();
    const fact = await toFact(one, found, options, odd);
    attachments += fact.attachments.length;
    await sender.add([fact, ...rawOf(one)]);
  }
  for (const { file, line, reason, raw } of refused)
    await sender.add([rowOf(file, line ?? 1, raw, trimReason(reason))]);
  for (const { fact, reason } of (await sender.finish()).refused) {
    const file = fact.kind === 'entry' ? fact.origin : fact.kind;
    refused.push({ file, line: null, reason, raw: '' });
  }
  const logbooks = new Map<string, number>();
  for (const { logbook } of ordered) logbooks.set(logbook, (logbooks.get(logbook) ?? 0) + 1);
  const answers = ordered.filter(({ entry }) => entry.inReplyTo !== null).length;
  const [files, entries] = [options.files.length, ordered.length];
  return { files, logbooks, entries, answers, attachments, refused, odd };
}

interface Collected {
  readonly found: Map<string, Found>;
  readonly refused: Refused[];
  readonly odd: Refused[];
}

const keyOf = (logbook: string, number: number): string => `elog:${logbook}/${String(number)}`;

async function readFileInto(
  file: string,
  { logbook: named, zone }: ElogOptions,
  { found, refused, odd }: Collected,
): Promise<void> {
  const logbook = named ?? logbookOf(file);
  const { text, isLatin } = decode(await readFile(file));
  if (isLatin) odd.push({ file, line: null, reason: 'it is no UTF-8: read as Latin-1', raw: '' });
  const parsed = parseElog(text);
  for (const one of parsed.refused) refused.push({ file, ...one });
  const clock = createLocalClock({ zone });
  for (const entry of parsed.entries) {
    const refuse = (reason: string): void => {
      refused.push({ file, line: entry.line, reason, raw: entry.raw });
    };
    const at = readDate(entry.date, clock);
    const key = keyOf(logbook, entry.number);
    const other = found.get(key);
    if (at === null)
      refuse(
        `Date: expected one such as "Sat, 05 Oct 2024 10:45:25 +0000", received "${entry.date}"`,
      );
    else if (other === undefined) found.set(key, { file, logbook, entry, at });
    else if (other.entry.raw !== entry.raw)
      refuse(`entry ${String(entry.number)} of ${logbook} is another one in ${other.file}`);
  }
}

/** Entries lie in `<logbook>/<year>/`, in older versions in `<logbook>/`. */
function logbookOf(file: string): string {
  const folder = dirname(file);
  return basename(/^\d{4}$/.test(basename(folder)) ? dirname(folder) : folder);
}

function decode(bytes: Buffer): { readonly text: string; readonly isLatin: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isLatin: false };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), isLatin: true };
  }
}

function readDate(text: string, clock: LocalClock): number | null {
  const date = parseElogDate(text);
  if (date === null) return null;
  return date.offset === null ? clock.read(date.naive).t : date.naive - date.offset;
}

/** An entry after the one that it answers, whatever their numbers; a circle is cut. */
function answeredFirst(found: ReadonlyMap<string, Found>, odd: Refused[]): readonly Found[] {
  const ordered = new Set<Found>();
  for (const first of found.values()) {
    const chain: Found[] = [];
    let one: Found | undefined = first;
    while (one !== undefined && !ordered.has(one) && !chain.includes(one)) {
      chain.push(one);
      const { logbook, entry }: Found = one;
      one = entry.inReplyTo === null ? undefined : found.get(keyOf(logbook, entry.inReplyTo));
    }
    if (one !== undefined && chain.includes(one))
      odd.push(aboutEntry(one, 'it answers itself, over others'));
    for (const next of chain.reverse()) ordered.add(next);
  }
  return [...ordered];
}

function aboutEntry({ file, entry }: Found, reason: string): Refused {
  return { file, line: entry.line, reason, raw: '' };
}

async function toFact(
  one: Found,
  found: ReadonlyMap<string, Found>,
  { restricted }: ElogOptions,
  odd: Refused[],
): Promise<EntryFact> {
  const { logbook, entry, at } = one;
  const replyTo = entry.inReplyTo === null ? null : keyOf(logbook, entry.inReplyTo);
  if (replyTo !== null && !found.has(replyTo))
    odd.push(
      aboutEntry(one, `it answers entry ${String(entry.inReplyTo)}, which is not among the files`),
    );
  const of = (name: string): string | null =>
    entry.attributes.find(([one]) => one.toLowerCase() === name)?.[1] ?? null;
  const body = entry.text;
  if (body !== null && body.length > BODY_LENGTH)
    odd.push(aboutEntry(one, `its text was cut after ${String(BODY_LENGTH)} letters`));
  return {
    kind: 'entry',
    origin: keyOf(logbook, entry.number).slice(0, 191),
    author: (of('author') ?? 'unknown').slice(0, 191),
    at,
    title: titleOf(entry, of).slice(0, TITLE_LENGTH),
    body: body?.slice(0, BODY_LENGTH) ?? null,
    tags: [...new Set([logbook, of('category') ?? '', of('type') ?? ''].flatMap(toTag))],
    attributes: entry.attributes.filter(([name]) => !/^(?:author|subject)$/i.test(name)),
    replyTo,
    restricted,
    attachments: await readAttachments(one, odd),
  };
}

/** The subject; without one the first line of the text, else what its first fields say. */
function titleOf(entry: ElogEntry, of: (name: string) => string | null): string {
  const [line = ''] = entry.text?.split('\n') ?? [];
  const fields = entry.attributes.filter(([name]) => !/^author$/i.test(name)).slice(0, 4);
  const said = fields.map(([name, text]) => `${name} ${text}`).join(' · ');
  return of('subject') ?? of('title') ?? (line || said || `Entry ${String(entry.number)}`);
}

/** A word that can be a tag: `Shift log` becomes `shift-log`. */
function toTag(text: string): readonly string[] {
  const tag = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[^\p{L}\p{N}]+|-+$/gu, '')
    .slice(0, 64);
  return tag === '' ? [] : [tag];
}

async function readAttachments(
  one: Found,
  odd: Refused[],
): Promise<readonly { readonly name: string; readonly content: string }[]> {
  const files = [];
  let bytes = 0;
  for (const name of one.entry.attachments) {
    // A name leads to a file beside the logbook's, never elsewhere.
    const path = join(dirname(one.file), basename(name));
    const content = await readFile(path).catch(() => null);
    bytes += content?.length ?? 0;
    if (content === null) odd.push(aboutEntry(one, `its attachment ${name} is not there`));
    else if (bytes > ATTACHMENT_BYTES)
      odd.push(
        aboutEntry(
          one,
          `its attachment ${name} was left out: more than ${String(ATTACHMENT_BYTES)} bytes`,
        ),
      );
    else
      files.push({
        name: attachmentName(basename(name)).slice(0, 255),
        content: content.toString('base64'),
      });
  }
  return files;
}

/** What is not kept word for word elsewhere: text that was not plain. */
function rawOf({ file, entry }: Found) {
  const isConverted = entry.encoding !== 'plain' && entry.text !== null;
  return isConverted ? [rowOf(file, entry.line, entry.raw, null)] : [];
}

function rowOf(file: string, line: number, raw: string, refused: string | null) {
  return {
    kind: 'import-row' as const,
    source: `elog:${file}`.slice(-255),
    file: file.slice(-500),
    line,
    raw: trimRaw(raw),
    refused,
    target: null,
    cells: null,
  };
}
