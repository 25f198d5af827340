/** Gathers what a feed holds from the snapshot, and answers with it. */

import type { Query } from '#telemetry/logbook/query/query.ts';
import type { LogEntryHead } from '#site/snapshot/schema/log.ts';
import { monthOf } from '#site/snapshot/months.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { entryHref, momentHref } from './address.ts';
import { atomFeed, FEED_ENTRIES, type FeedEntry } from './atom.ts';
import { entriesOf } from './search.ts';

/** Entries that are looked through for a feed: an old rare word is not worth the whole log. */
const LOOKED_AT = 100_000;

export interface FeedRequest {
  readonly snapshot: SnapshotAccess | null;
  /** The address that was asked for. */
  readonly url: URL;
  /** Where the site is at home, as configured; absent: where it was asked. */
  readonly site: URL | undefined;
  readonly title: string;
  /** Address of the page that shows the same, inside the site. */
  readonly page: string;
  readonly query: Query;
  /** Whether an entry that fits the query is in it. */
  readonly isWanted?: (head: LogEntryHead) => boolean;
}

/** Returns the feed as a response. */
export async function feedResponse(request: FeedRequest): Promise<Response> {
  const { snapshot, url, site, title, page } = request;
  const absolute = (path: string): URL => new URL(path, site ?? url);
  const body = atomFeed({
    title,
    self: absolute(url.pathname),
    page: absolute(page),
    entries: snapshot === null ? [] : await gather(snapshot, request),
    at: snapshot?.manifest.generated_at ?? 0,
    address: (head) =>
      absolute(head.authorKind === 'human' ? entryHref(head.id) : momentHref(head)),
  });
  return new Response(body, { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
}

async function gather(
  snapshot: SnapshotAccess,
  { query, isWanted = () => true }: FeedRequest,
): Promise<readonly FeedEntry[]> {
  const heads: LogEntryHead[] = [];
  let looked = 0;
  for await (const head of entriesOf(snapshot, query)) {
    looked += 1;
    if (isWanted(head)) heads.push(head);
    if (heads.length >= FEED_ENTRIES || looked >= LOOKED_AT) break;
  }
  const months = new Set(heads.map(({ at }) => monthOf(at)));
  const bodies: Record<string, string> = {};
  for (const month of (await snapshot.log()).months)
    if (months.has(month.month)) Object.assign(bodies, (await snapshot.logBodies(month)).bodies);
  return heads.map((head) => ({ head, body: bodies[head.id] ?? null }));
}
