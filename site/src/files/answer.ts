/** What the hub answers without script: so much of a search as is cheap, and how far that went. */

import { findFiles } from './find.ts';
import type { FilesQuery } from './query.ts';
import type { FilesSource, FoundFile } from './source.ts';
import type { Progress } from './view.ts';

/** Files, bytes and time of one answer. */
const MOST_FILES = 200;
const MOST_BYTES = 8_000_000;
const MOST_MS = 1_000;

export interface Answer {
  readonly files: readonly FoundFile[];
  readonly progress: Progress;
}

/** Searches until it has enough, has read enough, or has taken long enough; what ended it is said. */
export async function answerFiles(
  source: FilesSource,
  query: FilesQuery,
  elapsed: () => number,
): Promise<Answer> {
  const files: FoundFile[] = [];
  let last: Omit<Progress, 'found' | 'bytes' | 'ended'> = {
    searched: 0,
    total: 0,
    leftOut: 0,
    lagging: 0,
    withoutSha256: 0,
  };
  let ended: string | null = null;
  for await (const { files: found, ...step } of findFiles(source, query)) {
    files.push(...found);
    last = step;
    ended = reason(files.length, source.read(), elapsed());
    if (ended !== null) break;
  }
  const shown = files.slice(0, MOST_FILES);
  return { files: shown, progress: { ...last, found: shown.length, bytes: source.read(), ended } };
}

function reason(files: number, bytes: number, ms: number): string | null {
  const more = 'with JavaScript the search goes on, or ask for less';
  if (files > MOST_FILES) return `Without JavaScript the first ${MOST_FILES} are shown; ${more}`;
  if (bytes > MOST_BYTES) return `Without JavaScript at most 8 MB are read; ${more}`;
  return ms > MOST_MS ? `Without JavaScript it looks for a second; ${more}` : null;
}
