/** What one text file says: read again when it changed, taken only when it is whole. */

import { errorCode } from '#telemetry/errors.ts';
import type { ForeignFamily } from '#telemetry/metrics/foreign.ts';

import type { CollectorProblem } from '../../collector.ts';
import { isOpenMetrics, parseExposition } from '../../formats/exposition.ts';
import { readTextFile } from '../../sources/read-text-file.ts';
import type { TextFile } from '../../sources/read-text-file.ts';

/** What is taken of a file until it changes. */
export interface Content {
  readonly families: readonly ForeignFamily[];
  readonly series: number;
  /** UTC, ms. */
  readonly mtimeMs: number;
}

export interface FileState {
  /** Null: nothing of it can be shown. */
  readonly content: Content | null;
  readonly problem: CollectorProblem | null;
}

export interface ContentOptions {
  /** Known from the last round that saw it: its inode, size and time. */
  readonly path: string;
  readonly maxBytes: number;
  /** A file not written to for so long counts as whole. */
  readonly quietMs: number;
  /** UTC, ms. */
  readonly now: () => number;
}

type Look = Pick<TextFile, 'ino' | 'size' | 'mtimeMs'>;

export interface FollowedFile {
  /** Looks and returns what is true now; null where the file is gone. Never throws. */
  readonly read: () => Promise<FileState | null>;
}

/** Follows one file from round to round. */
export function followFile({ path, maxBytes, quietMs, now }: ContentOptions): FollowedFile {
  let taken: { readonly look: Look; readonly state: FileState } | null = null;
  let last: Look | null = null;
  let waits = 0;

  const take = (file: TextFile): FileState => {
    const parsed = parseExposition(file.text);
    const { ino, size, mtimeMs } = file;
    const look = { ino, size, mtimeMs };
    if (!parsed.ok) {
      const message = `${path}:${String(parsed.line)}: ${parsed.reason}`;
      taken = { look, state: { content: null, problem: problemOf('parse', path, message) } };
    } else {
      const { families } = parsed;
      const series = families.reduce((sum, { samples }) => sum + samples.length, 0);
      taken = { look, state: { content: { families, series, mtimeMs }, problem: null } };
    }
    return taken.state;
  };

  /** Whole: it says so, or it is another file under the name, or nobody wrote to it for a while. */
  const isWhole = (file: TextFile): boolean =>
    !file.isChanging &&
    (isOpenMetrics(file.text) ||
      (last !== null && (isSame(last, file) || last.ino !== file.ino)) ||
      Math.abs(now() - file.mtimeMs) >= quietMs);

  return {
    async read() {
      try {
        const file = await readTextFile(path, maxBytes);
        if (taken !== null && isSame(taken.look, file) && !file.isChanging) return taken.state;
        const whole = isWhole(file);
        last = file.isChanging ? null : { ino: file.ino, size: file.size, mtimeMs: file.mtimeMs };
        waits = whole ? 0 : waits + 1;
        if (whole) return take(file);
        const content = taken?.state.content ?? null;
        return { content, problem: waits > 1 || content === null ? notYet(path, waits) : null };
      } catch (thrown) {
        taken = null;
        if (errorCode(thrown) === 'ENOENT') return null;
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        return { content: null, problem: problemOf('unreadable', path, message) };
      }
    },
  };
}

function notYet(path: string, waits: number): CollectorProblem {
  const message =
    waits > 1
      ? `${path} is written to all the time; write to another name, and rename it`
      : `${path} was written to a moment ago; it is read when it is whole`;
  return problemOf('busy', path, message);
}

function isSame(a: Look, b: Look): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

function problemOf(reason: string, subject: string, message: string): CollectorProblem {
  return { reason, subject, message };
}
