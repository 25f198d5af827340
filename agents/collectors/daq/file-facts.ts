/** The facts of one complete file; pure. */

import { pathToFileURL } from 'node:url';
import type { CollectorProblem } from '#agents/collector.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import type { WholeFile } from '#agents/sources/read-whole.ts';
import type { FileFact, TakenAtSource } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
import type { TellRun } from './run-of.ts';
import { sweepFact } from './sweep-fact.ts';

export interface FileFactRules {
  readonly location: string;
  readonly site: string;
  readonly softwareVersion: string | null;
  readonly runOf: TellRun;
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

/** Makes the file's fact and, of a sweep, its fit; `text` is the whole content of a sweep, else null. */
export function fileFacts(
  rules: FileFactRules,
  directory: Directory,
  file: ReadyFile,
  whole: WholeFile,
  text: string | null,
): { readonly facts: readonly Fact[]; readonly problems: readonly CollectorProblem[] } {
  const run = rules.runOf(directory);
  if (run === null) return { facts: [], problems: [] };
  const named = readFileName(file.name.text);
  const taken: TakenAt = {
    takenAt: Math.round(file.identity.mtimeMs),
    takenAtSource: 'mtime',
  };
  const key = { campaign: run.campaign, run: directory.text, name: file.name.text };
  const fact: FileFact = {
    kind: 'file',
    ...key,
    runKind: run.kind,
    runKindRaw: run.kindRaw,
    site: rules.site,
    bytes: whole.bytes,
    adler32: whole.adler32,
    ...taken,
    tunerDeg: named.tunerDeg,
    softwareVersion: rules.softwareVersion,
    copy: { location: rules.location, uri: fileUri(directory, file) },
    listed: null,
    origin: 'live',
  };
  const problems: CollectorProblem[] = [];
  if (whole.bytes === 0) {
    problems.push({
      reason: 'empty',
      subject: `${directory.text}/${file.name.text}`,
      message: 'the file is complete and has no bytes',
    });
  }
  if (text === null) return { facts: [fact], problems };
  const parameter = named.sweep ?? 's11';
  const { tunerDeg } = named;
  const sweep = sweepFact(text, { ...key, takenAt: taken.takenAt, parameter, tunerDeg });
  return { facts: [fact, sweep], problems };
}
