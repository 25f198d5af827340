/** Reads one complete file: its checksum and header, and the sweep in it where it is one. */

import { readFile as readBytes } from 'node:fs/promises';
import type { CollectorProblem } from '#agents/collector.ts';
import type { FilePath } from '#agents/sources/file-path.ts';
import { joinPath } from '#agents/sources/file-path.ts';
import type { WholeFile, WholeFileReader } from '#agents/sources/read-whole.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';
import { errorCode } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Directory, ReadyFile } from './directory.ts';
import type { FileFacts } from './file-facts.ts';

/** What became of a file that was to be read. */
export type FileReading =
  | {
      readonly kind: 'read';
      readonly file: ReadyFile;
      readonly facts: readonly Fact[];
      readonly problems: readonly CollectorProblem[];
    }
  | { readonly kind: 'changed' | 'gone'; readonly file: ReadyFile }
  /** Its header says that more is to come. */
  | { readonly kind: 'short'; readonly file: ReadyFile; readonly waitMs: number }
  | { readonly kind: 'unreadable'; readonly file: ReadyFile; readonly code: string };

/** Makes facts of what was read; pure. */
export type MakeFacts = (
  directory: Directory,
  file: ReadyFile,
  whole: WholeFile,
  text: string | null,
) => FileFacts;

/** A sweep above this is none: kilobytes to a few megabytes are usual. */
const MAX_SWEEP_BYTES = 16 << 20;

/** The text of a file that was just read: what its head holds, or the file again where it is longer. */
async function readText(path: FilePath, whole: WholeFile): Promise<string> {
  const bytes = whole.bytes <= whole.head.length ? whole.head : await readBytes(path);
  return bytes.toString('utf8');
}

/** Reads a file once, a sweep's text with it; one that changed meanwhile gives nothing. */
export async function readFile(
  reader: WholeFileReader,
  directory: Directory,
  file: ReadyFile,
  isSweep: boolean,
  makeFacts: MakeFacts,
): Promise<FileReading> {
  try {
    const path = joinPath(directory.path, file.name);
    const whole = await reader.read(path, file.identity.size);
    const isWhole = isSameContent(whole.after, file.identity) && whole.bytes === whole.after.size;
    if (!isWhole) return { kind: 'changed', file };
    const isText = isSweep && whole.bytes <= MAX_SWEEP_BYTES;
    const text = isText ? await readText(path, whole) : null;
    const { facts, problems, waitMs } = makeFacts(directory, file, whole, text);
    if (waitMs !== null) return { kind: 'short', file, waitMs };
    return { kind: 'read', file, facts, problems };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code === 'ENOENT' ? { kind: 'gone', file } : { kind: 'unreadable', file, code };
  }
}
