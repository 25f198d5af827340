/** Parses what find(1) prints of directories in the formats given here, NUL between records; pure. */

/** Of a directory that is only looked at: its modification time and path. */
export const TIMES_FORMAT = String.raw`%T@ %p\0`;

/** Of a directory (depth 0) and each thing in it: depth, type, device, size, modification time, path. */
export const CONTENT_FORMAT = String.raw`%d %y %D %s %T@ %p\0`;

/** The same of a directory that may not be read, which would look empty: its type is `-`. */
export const CLOSED_FORMAT = String.raw`%d - %D %s %T@ %p\0`;

/** What one directory holds itself, without those below it. */
export interface DirectoryContent {
  readonly path: string;
  /** As printed, with its fraction. */
  readonly mtime: string;
  readonly device: string;
  readonly files: number;
  /** Sizes of its files; a file with two names counts by each. */
  readonly bytes: number;
  /** Of its youngest file, UTC seconds; null: it holds none. */
  readonly newest: number | null;
  /** Directories on the same device. */
  readonly directories: readonly string[];
}

/** Returns modification times by path. */
export function parseTimes(text: string): ReadonlyMap<string, string> {
  const times = new Map<string, string>();
  for (const record of text.split('\0')) {
    const at = record.indexOf(' ');
    if (at > 0) times.set(record.slice(at + 1), record.slice(0, at));
  }
  return times;
}

const RECORD = /^([01]) (\S) (\d+) (\d+) (-?\d+(?:\.\d+)?) (.+)$/s;

/** Returns the directories that could be read, in the order of the text; broken records are left out. */
export function parseContents(text: string): readonly DirectoryContent[] {
  const found: Open[] = [];
  let isClosed = false;
  for (const record of text.split('\0')) {
    const [, depth, type, device = '', size, mtime = '', path = ''] = RECORD.exec(record) ?? [];
    if (depth === '0') {
      isClosed = type === '-';
      if (!isClosed)
        found.push({ path, mtime, device, files: 0, bytes: 0, newest: null, directories: [] });
      continue;
    }
    const last = found.at(-1);
    if (last === undefined || depth === undefined || isClosed) continue;
    if ((type === 'd' || type === '-') && device === last.device) last.directories.push(path);
    if (type !== 'f') continue;
    last.files += 1;
    last.bytes += Number(size);
    last.newest = Math.max(last.newest ?? -Infinity, Number(mtime));
  }
  return found;
}

type Open = { -readonly [Key in keyof DirectoryContent]: DirectoryContent[Key] } & {
  readonly directories: string[];
};
