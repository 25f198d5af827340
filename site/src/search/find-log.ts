/** Entries of the log that a text asks for, in the log's own grammar, newest first. */

import { parseQuery } from '#telemetry/logbook/query/parse.ts';
import { QueryError } from '#telemetry/logbook/query/query.ts';
import { entryHref, searchHref } from '../log/address.ts';
import { entriesOf, type LogSource } from '../log/search.ts';
import { html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { day } from '../text/times.ts';
import type { Group, Result } from './group.ts';

const TITLE = 'Log';

export interface Reach {
  /** Results of a group at most. */
  readonly most: number;
  /** Months of the log, and campaigns, that are read at most; the newest. */
  readonly parts: number;
}

/** Searches at a time (UTC ms), from which times like `12h` count. */
export async function findLog(
  source: LogSource,
  text: string,
  { now, most, parts }: Reach & { readonly now: number },
): Promise<Group> {
  const index = await source.log();
  const months = index.months.slice(0, parts);
  const near: LogSource = { ...source, log: async () => ({ ...index, months }) };
  const results: Result[] = [];
  try {
    for await (const entry of entriesOf(near, parseQuery(text, now))) {
      if (results.length === most)
        return {
          title: TITLE,
          results,
          note: html`there is more: <a href="${searchHref(text)}">all of it in the log</a>`,
        };
      const run = entry.run === null ? '' : `, run ${entry.run.number}`;
      results.push({
        href: entryHref(entry.id),
        title: symbols(entry.title),
        place: `${day(entry.at)}, ${entry.author}${run}`,
        excerpt: null,
      });
    }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { title: TITLE, results: [], note: html`not searched: ${error.message}.` };
  }
  const last = months.at(-1);
  if (last === undefined || months.length === index.months.length)
    return { title: TITLE, results, note: null };
  const note = html`what was before ${last.month} was not searched.
    <a href="${searchHref(text)}">Search all of it</a>`;
  return { title: TITLE, results, note };
}
