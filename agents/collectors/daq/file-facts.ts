/** The facts of one complete file; pure. */

import { pathToFileURL } from 'node:url';
import type { CollectorProblem } from '#agents/collector.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import type { RawHeader, RawHeaderResult } from '#agents/formats/raw-header.ts';
import { readRawHeader } from '#agents/formats/raw-header.ts';
import type { WholeFile } from '#agents/sources/read-whole.ts';
import type { FileFact, TakenAtSource } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
import { PLAUSIBLE_FROM } from './completion.ts';
import type { TellRun } from './run-of.ts';
import { timeInName } from './name-time.ts';
import { sweepFact } from './sweep-fact.ts';

export interface FileFactRules {
  readonly location: string;
  readonly site: string;
  readonly softwareVersion: string | null;
  readonly runOf: TellRun;
  /** IANA zone of naive times in names. */
  readonly timeZone: string;
  /** Now, UTC ms. */
  readonly now: () => number;
}

/** When a file was taken and how that is known: its header, else the time in its name, else its last write. */
interface TakenAt {
  readonly takenAt: number | null;
  readonly takenAtSource: TakenAtSource | null;
}

/** The address of a copy on a disk: `file://` with every special character escaped. */
export function fileUri(directory: Directory, file: ReadyFile): string {
  if (typeof directory.path === 'string' && file.name.bytes === null) {
    return pathToFileURL(`${directory.path}/${file.name.text}`).href;
  }
  const head = typeof directory.path === 'string' ? Buffer.from(directory.path) : directory.path;
  const bytes = Buffer.concat([
    head,
    Buffer.from('/'),
    file.name.bytes ?? Buffer.from(file.name.text),
  ]);
  let text = 'file://';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[A-Za-z0-9._~/-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

/** A file that is shorter than its header says may still grow for this long after its last write. */
const SHORT_MS = 60_000;

export interface FileFacts {
  readonly facts: readonly Fact[];
  readonly problems: readonly CollectorProblem[];
  /** For how many ms more the file should be waited for, because its header says that it is not whole; else null. */
  readonly waitMs: number | null;
}

/** What the catalogue's columns hold. */
const MOST = { run: 700, name: 255, uri: 1_000 } as const;

/** A time stamp further ahead than this was set by a clock that is wrong. */
const AHEAD_MS = 86_400_000;

const NO_FACTS: FileFacts = { facts: [], problems: [], waitMs: null };

/** Makes the file's fact and, of a sweep, its fit; `text` is the whole content of a sweep, else null. */
export function fileFacts(
  rules: FileFactRules,
  directory: Directory,
  file: ReadyFile,
  whole: WholeFile,
  text: string | null,
): FileFacts {
  const run = rules.runOf(directory);
  if (run === null) return NO_FACTS;
  const subject = `${directory.text}/${file.name.text}`;
  const uri = fileUri(directory, file);
  if (isTooLong(directory, file, uri)) {
    const message = 'its name or path is longer than the catalogue holds: left alone';
    return { ...NO_FACTS, problems: [{ reason: 'long_name', subject, message }] };
  }
  const read = text === null ? readRawHeader(whole.head) : null;
  const header = read?.ok === true ? read.header : null;
  const needBytes = read?.ok === true ? read.header.minBytes : (read?.needBytes ?? 0);
  const isShort = whole.bytes < needBytes;
  const seenAt = rules.now();
  const waitMs = file.identity.mtimeMs + SHORT_MS - seenAt;
  if (isShort && waitMs > 0 && waitMs <= SHORT_MS) return { ...NO_FACTS, waitMs };
  const named = readFileName(file.name.text);
  const key = { campaign: run.campaign, run: directory.text, name: file.name.text };
  const { dated, ...taken } = takenAt(file, header, rules);
  const fact: FileFact = {
    kind: 'file',
    ...key,
    runKind: run.kind,
    runKindRaw: run.kindRaw,
    site: rules.site,
    bytes: whole.bytes,
    adler32: whole.adler32,
    ...(whole.sha256 === null ? {} : { sha256: whole.sha256 }),
    seenAt,
    ...taken,
    tunerDeg: header?.tunerDeg ?? named.tunerDeg,
    softwareVersion: header?.softwareVersion ?? rules.softwareVersion,
    copy: { location: rules.location, uri },
    listed: null,
    origin: 'live',
  };
  const problems = [...oddities(subject, whole, read), ...dated.map(toProblem(subject))];
  if (text === null) return { facts: [fact], problems, waitMs: null };
  const parameter = named.sweep ?? 's11';
  const { tunerDeg } = named;
  const sweep = sweepFact(text, {
    ...key,
    takenAt: taken.takenAt ?? seenAt,
    seenAt,
    parameter,
    tunerDeg,
  });
  return { facts: [fact, sweep], problems, waitMs: null };
}

function isTooLong(directory: Directory, file: ReadyFile, uri: string): boolean {
  return (
    directory.text.length > MOST.run || file.name.text.length > MOST.name || uri.length > MOST.uri
  );
}

/**
 * When a file was taken. A time stamp of 1970 or of next century was set by a clock that is wrong: the time of
 * the file's last change of state (ctime), which programs cannot set, then stands in for it.
 */
function takenAt(
  { name, identity }: ReadyFile,
  header: RawHeader | null,
  { timeZone, now }: FileFactRules,
): TakenAt & { readonly dated: readonly string[] } {
  const isPlausible = (t: number): boolean => t >= PLAUSIBLE_FROM && t <= now() + AHEAD_MS;
  const dated: string[] = [];
  const inHeader = header?.takenAt ?? null;
  if (inHeader !== null && isPlausible(inHeader)) {
    return { takenAt: Math.round(inHeader), takenAtSource: 'header', dated };
  }
  if (inHeader !== null) dated.push(`its header says ${isoOf(inHeader)}: not used`);
  const named = timeInName(name.text, timeZone);
  if (named !== null && isPlausible(named)) {
    return { takenAt: named, takenAtSource: 'name', dated };
  }
  if (named !== null) dated.push(`its name says ${isoOf(named)}: not used`);
  const { mtimeMs, ctimeMs } = identity;
  if (!isPlausible(mtimeMs)) dated.push(`it was last written at ${isoOf(mtimeMs)}: not used`);
  const found = [mtimeMs, ctimeMs].find(isPlausible);
  if (found === undefined) return { takenAt: null, takenAtSource: null, dated };
  return { takenAt: Math.round(found), takenAtSource: 'mtime', dated };
}

function isoOf(t: number): string {
  const date = new Date(t);
  return Number.isNaN(date.getTime()) ? `${t} ms` : date.toISOString();
}

const toProblem =
  (subject: string) =>
  (message: string): CollectorProblem => ({ reason: 'dated', subject, message });

/** What is odd about a file that is taken in all the same. */
function oddities(
  subject: string,
  { bytes }: WholeFile,
  read: RawHeaderResult | null,
): readonly CollectorProblem[] {
  if (bytes === 0) {
    return [{ reason: 'empty', subject, message: 'the file is complete and has no bytes' }];
  }
  if (read === null) return [];
  const needBytes = read.ok ? read.header.minBytes : (read.needBytes ?? 0);
  if (bytes < needBytes) {
    const message = `has ${bytes} bytes, its header announces at least ${needBytes}`;
    return [{ reason: 'truncated', subject, message }];
  }
  if (read.ok) return [];
  const message = `its header cannot be read: ${read.reason}`;
  return [{ reason: 'bad_header', subject, message }];
}
