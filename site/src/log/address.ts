/** The address of the log is its state: what is asked for, and where the list goes on. */

import { parseQuery } from '#telemetry/logbook/query/parse.ts';
import { printQuery } from '#telemetry/logbook/query/print.ts';
import { QueryError, type Query } from '#telemetry/logbook/query/query.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import { href } from '../href.ts';

export interface Asked {
  /** As it was typed. */
  readonly text: string;
  /** Null: it has a mistake. */
  readonly query: Query | null;
  readonly mistake: QueryError | null;
  readonly behind: string | null;
  /** Parameters of the address that mean nothing here; they are named to the reader. */
  readonly unknown: readonly string[];
}

/** Reads the address at a time (UTC ms), from which times like `12h` count. */
export function readAddress(parameters: URLSearchParams, now: number): Asked {
  const text = parameters.get('q') ?? '';
  const behind = parameters.get('behind');
  const isOdd = behind !== null && !ULID.test(behind);
  const unknown = [...new Set(parameters.keys())].filter(
    (name) => name !== 'q' && (name !== 'behind' || isOdd),
  );
  const base = { text, behind: isOdd ? null : behind, unknown };
  try {
    return { ...base, query: parseQuery(text, now), mistake: null };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { ...base, query: null, mistake: error };
  }
}

/** The address of a search, its times absolute. */
export function searchHref(query: Query | string, behind: string | null = null): string {
  const parameters = new URLSearchParams();
  const text = typeof query === 'string' ? query : printQuery(query);
  if (text !== '') parameters.set('q', text);
  if (behind !== null) parameters.set('behind', behind);
  const search = parameters.toString();
  return href(`log/${search === '' ? '' : `?${search}`}`);
}

export function entryHref(id: string): string {
  return href(`log/${id}/`);
}

export function monthHref(month: string): string {
  return href(`log/${month}/`);
}

/** What a machine wrote has no page of its own: the list of the moment in which it did. */
export function momentHref({ at }: { readonly at: number }): string {
  return searchHref({
    is: 'and',
    of: [
      { is: 'kind', kind: 'machine' },
      { is: 'after', at },
      { is: 'before', at: at + 1 },
    ],
  });
}

/** The feed of a tag. */
export function tagFeedHref(tag: string): string {
  return href(`log/tags/${encodeURIComponent(tag)}.xml`);
}

/** A search for a tag. */
export function tagHref(tag: string): string {
  return searchHref({ is: 'tag', text: tag });
}
