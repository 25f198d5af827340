/** What publishing a catalogue of scale costs, measured in a process of its own. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the first publication took. */
export interface FirstCosts {
  /** Rows, counted. */
  readonly files: number;
  /** Rows of readings, minutes and hours, counted. */
  readonly readings: number;
  /** `SELECT … INTO OUTFILE` of every row that a first publication reads; null as `firstMs`. */
  readonly exportMs: number | null;
  /** Null: it was published before. */
  readonly firstMs: number | null;
  /** Greatest resident memory up to the end of the first publication here. */
  readonly peakMib: number;
}

export interface PublicationCosts extends FirstCosts {
  /** Each publication after a hundred new files. */
  readonly newsMs: readonly number[];
}

/** A home that is published, with a process that waits for news. */
export interface PublishedHome extends AsyncDisposable {
  readonly first: FirstCosts;
  /** Records a hundred files, publishes, and returns what publishing took, ms. */
  news(): Promise<number>;
}

/** What the process is asked for. */
export type Request = 'news' | 'end';
/** What it answers: once of the first publication, then of each that was asked for. */
export type Answer = { readonly first: FirstCosts } | { readonly newsMs: number };

const CHILD = join(import.meta.dirname, 'publication-child.ts');

/** Publishes the catalogue of a home, which nobody uses meanwhile; a run with some hundred files stays in it. */
export async function openPublication(home: string): Promise<PublishedHome> {
  const child = fork(CHILD, [home]);
  const answer = await answerOf(child);
  if (!('first' in answer)) throw new Error('the process did not begin with the first publication');
  const ask = (request: Request): boolean => child.send(request);
  return {
    first: answer.first,
    async news() {
      ask('news');
      const news = await answerOf(child);
      if (!('newsMs' in news)) throw new Error('the process did not publish news');
      return news.newsMs;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      ask('end');
      await ended;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const gone = new AbortController();
  const onExit = (): void => {
    gone.abort(new Error('the process that publishes has ended'));
  };
  child.once('exit', onExit);
  try {
    const [answer] = (await once(child, 'message', { signal: gone.signal })) as [Answer];
    return answer;
  } finally {
    child.off('exit', onExit);
  }
}
