/** Reads one complete file: its checksum and header, and the sweep in it where it is one. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { Disk } from '#agents/sources/disk.ts';
import type { FilePath } from '#agents/sources/file-path.ts';
import { joinPath } from '#agents/sources/file-path.ts';
import type { WholeFile } from '#agents/sources/read-whole.ts';
import { isSameContent } from '#agents/sources/read-whole.ts';
import { errorCode, FlashError } from '#telemetry/errors.ts';
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
      readonly hashMs: number;
      readonly readMs: number;
    }
  /** `stalled`: the disk gave no answer, or the agent ends. */
  | { readonly kind: 'changed' | 'gone' | 'stalled'; readonly file: ReadyFile }
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
async function readText(disk: Disk, path: FilePath, whole: WholeFile): Promise<string> {
  const isInHead = whole.bytes <= whole.head.length;
  const bytes = isInHead ? whole.head : await disk.head(path, whole.bytes);
  return bytes.toString('utf8');
}

/** Reads a file once, a sweep's text with it; one that changed meanwhile gives nothing. */
export async function readFile(
  disk: Disk,
  directory: Directory,
  file: ReadyFile,
  isSweep: boolean,
  makeFacts: MakeFacts,
): Promise<FileReading> {
  try {
    const path = joinPath(directory.path, file.name);
    const whole = await disk.read(path, file.identity.size);
    const isWhole = isSameContent(whole.after, file.identity) && whole.bytes === whole.after.size;
    if (!isWhole) return { kind: 'changed', file };
    const isText = isSweep && whole.bytes <= MAX_SWEEP_BYTES;
    const text = isText ? await readText(disk, path, whole) : null;
    const { facts, problems, waitMs } = makeFacts(directory, file, whole, text);
    if (waitMs !== null) return { kind: 'short', file, waitMs };
    const { hashMs, readMs } = whole;
    return { kind: 'read', file, facts, problems, hashMs, readMs };
  } catch (error) {
    if (error instanceof FlashError) return { kind: 'stalled', file };
    // What a parser throws is no reason to stop at this file for ever: it is said, and tried again.
    const code = errorCode(error) ?? String(error);
    if (code === 'ABORT_ERR') return { kind: 'stalled', file };
    return code === 'ENOENT' ? { kind: 'gone', file } : { kind: 'unreadable', file, code };
  }
}
