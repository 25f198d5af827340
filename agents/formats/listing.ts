/** Reads lists of files as people and tools leave them: paths alone, with a size before or behind, `ls -l`, or CSV; pure. */

import { readAdler32 } from './digest.ts';

/** A file that a listing of a storage names. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly adler32: string | null;
}

/** A file of a listing, or why the line is none. */
export type ListedLine =
  | { readonly kind: 'file'; readonly file: ListedFile }
  /** A line that says nothing of a file: empty, a comment, a heading, a directory. */
  | { readonly kind: 'other' }
  | { readonly kind: 'odd'; readonly reason: string };

const OTHER: ListedLine = { kind: 'other' };
const LONGEST = 4_096;

/** `-rw-r--r--   1 12 34  1099016 Nov 20 10:00 name`, as ls and gfal-ls print it; a time or a year. */
const LONG =
  /^[-lbcps][rwxsStT-]{9}[.+@]?\s+\d+\s+\S+\s+\S+\s+(\d+)\s+\w{3}\s+\d{1,2}\s+(?:\d{1,2}:\d{2}|\d{4})\s+(.+)$/;
const LONG_DIRECTORY = /^d[rwxsStT-]{9}/;
const SIZE_FIRST = /^(\d{1,16})\s+(\S.*)$/;
const SIZE_LAST = /^(\S.*?)(?:\s*[,;\t]\s*|\s+)(\d{1,16})$/;
/** `path,bytes,adler32`, also by tabs or semicolons. */
const WITH_DIGEST =
  /^(\S[^,;\t]*?)\s*[,;\t]\s*(\d{1,16})\s*[,;\t]\s*(?:adler32[:=])?([0-9a-fA-F]{8})$/;
const HEADING = /^"?(?:path|name|file|filename|lfn|pfn|size|bytes)"?\s*(?:[,;\t]|$)/i;

/** Reads one line. A size that is larger than any file is no size. */
export function readListedLine(line: string): ListedLine {
  const text = line.replace(/\r$/, '').trim();
  if (text === '' || text.startsWith('#') || /^total \d+$/.test(text)) return OTHER;
  if (text.length > LONGEST) return { kind: 'odd', reason: 'it is longer than any path' };
  if (/[\0\uFFFD]/.test(text)) return { kind: 'odd', reason: 'it is not UTF-8 text' };
  if (HEADING.test(text) || LONG_DIRECTORY.test(text) || text.endsWith('/')) return OTHER;
  const long = LONG.exec(text);
  if (long !== null) return fileOf(long[2], long[1]);
  const digest = WITH_DIGEST.exec(text);
  if (digest !== null) return fileOf(digest[1], digest[2], digest[3]);
  const first = SIZE_FIRST.exec(text);
  if (first !== null) return fileOf(first[2], first[1]);
  const last = SIZE_LAST.exec(text);
  if (last !== null) return fileOf(last[1], last[2]);
  return fileOf(text);
}

function fileOf(path = '', size?: string, digest?: string): ListedLine {
  const name = path.replace(/^"(.*)"$/, '$1').replace(/\s->\s.*$/, '');
  if (name === '' || name.split('/').includes('..'))
    return { kind: 'odd', reason: 'it holds no path' };
  const value = size === undefined ? null : Number(size);
  const bytes = value !== null && Number.isSafeInteger(value) ? value : null;
  const adler32 = digest === undefined ? null : readAdler32(`adler32=${digest}`);
  return { kind: 'file', file: { path: name, bytes, adler32 } };
}
