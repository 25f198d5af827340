/** The facts of one complete file; pure. */

import { pathToFileURL } from 'node:url';
import type { CollectorProblem } from '#agents/collector.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import type { RawHeader } from '#agents/formats/raw-header.ts';
import { readRawHeader } from '#agents/formats/raw-header.ts';
import type { WholeFile } from '#agents/sources/read-whole.ts';
import type { FileFact, TakenAtSource } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
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
export interface TakenAt {
  readonly takenAt: number;
  readonly takenAtSource: TakenAtSource;
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
  const read = text === null ? readRawHeader(whole.head) : null;
  const header = read?.ok === true ? read.header : null;
  const isShort = header !== null && whole.bytes < header.minBytes;
  const waitMs = file.identity.mtimeMs + SHORT_MS - rules.now();
  if (isShort && waitMs > 0 && waitMs <= SHORT_MS) return { ...NO_FACTS, waitMs };
  const named = readFileName(file.name.text);
  const key = { campaign: run.campaign, run: directory.text, name: file.name.text };
  const taken = takenAt(file, header, rules.timeZone);
  const fact: FileFact = {
    kind: 'file',
    ...key,
    runKind: run.kind,
    runKindRaw: run.kindRaw,
    site: rules.site,
    bytes: whole.bytes,
    adler32: whole.adler32,
    ...taken,
    tunerDeg: header?.tunerDeg ?? named.tunerDeg,
    softwareVersion: header?.softwareVersion ?? rules.softwareVersion,
    copy: { location: rules.location, uri: fileUri(directory, file) },
    listed: null,
    origin: 'live',
  };
  const problems = oddities(`${directory.text}/${file.name.text}`, whole, header);
  if (text === null) return { facts: [fact], problems, waitMs: null };
  const parameter = named.sweep ?? 's11';
  const { tunerDeg } = named;
  const sweep = sweepFact(text, { ...key, takenAt: taken.takenAt, parameter, tunerDeg });
  return { facts: [fact, sweep], problems, waitMs: null };
}

function takenAt(file: ReadyFile, header: RawHeader | null, zone: string): TakenAt {
  if (header?.takenAt != null)
    return { takenAt: Math.round(header.takenAt), takenAtSource: 'header' };
  const named = timeInName(file.name.text, zone);
  if (named !== null) return { takenAt: named, takenAtSource: 'name' };
  return { takenAt: Math.round(file.identity.mtimeMs), takenAtSource: 'mtime' };
}

/** What is odd about a file that is taken in all the same. */
function oddities(
  subject: string,
  whole: WholeFile,
  header: RawHeader | null,
): readonly CollectorProblem[] {
  if (whole.bytes === 0) {
    return [{ reason: 'empty', subject, message: 'the file is complete and has no bytes' }];
  }
  if (header === null || whole.bytes >= header.minBytes) return [];
  const message = `has ${whole.bytes} bytes, its header announces at least ${header.minBytes}`;
  return [{ reason: 'truncated', subject, message }];
}
