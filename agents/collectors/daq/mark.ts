/**
 * How far a directory was delivered, in a text of fixed size that a restart begins from.
 *
 * Everything with a change time (ctime) up to `settled` is done. The files of the queue being worked on are
 * done in the order of their time and name up to `at`; they all have a ctime up to `limit`. A file's ctime is
 * set by its file system whenever it is written, renamed or brought here, so a copied file with an old mtime
 * is still new. A file of the last seconds is delivered again after a restart: its natural key makes that harmless.
 */

/** Files this young when the mark was made may have come in the same instant as the marked one. */
export const AGAIN_MS = 10_000;

export interface DirectoryMark {
  /** ctime, milliseconds; 0: nothing. */
  readonly settled: number;
  readonly queue: {
    readonly limit: number;
    readonly at: readonly [mtimeMs: number, name: string];
  } | null;
  /** Device and inode of the directory: another one under the same path is not an emptied one. */
  readonly identity: string;
  /** Names still waited for though older than the mark: unreadable ones, and those that came late. */
  readonly waiting: readonly string[];
}

export const NO_MARK: DirectoryMark = { settled: 0, queue: null, identity: '', waiting: [] };

/** Order of delivery: by time of the last write, then by name. */
export function compareFiles(
  a: readonly [mtimeMs: number, name: string],
  b: readonly [mtimeMs: number, name: string],
): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

/** Whether a file found at a start was delivered before; `isListed`: its name stood in the stored names. */
export function isDelivered(
  mark: DirectoryMark,
  file: { readonly name: string; readonly mtimeMs: number; readonly ctimeMs: number },
  isListed: boolean,
): boolean {
  if (mark.waiting.includes(file.name)) return false;
  const margin = isListed ? 0 : AGAIN_MS;
  if (file.ctimeMs <= mark.settled - margin) return true;
  const { queue } = mark;
  if (queue === null || file.ctimeMs > queue.limit) return false;
  return compareFiles([file.mtimeMs, file.name], queue.at) <= 0;
}

/** The mark as text for the cursor. */
export function writeMark(mark: DirectoryMark): string {
  return JSON.stringify(mark);
}

/** Reads a mark; a text that is none gives an empty mark, so that everything is delivered again. */
export function readMark(text: string | undefined): DirectoryMark {
  if (text === undefined || text === '') return NO_MARK;
  try {
    const found: unknown = JSON.parse(text);
    return isMark(found) ? found : NO_MARK;
  } catch {
    return NO_MARK;
  }
}

function isMark(found: unknown): found is DirectoryMark {
  return (
    typeof found === 'object' &&
    found !== null &&
    'settled' in found &&
    typeof found.settled === 'number' &&
    'queue' in found &&
    'identity' in found &&
    typeof found.identity === 'string' &&
    'waiting' in found &&
    Array.isArray(found.waiting)
  );
}
