/** The addresses of the log in a static site: months, entries of people, feeds. */

import { RUN_KINDS } from '#telemetry/facts/file.ts';
import type { Snapshot } from '../snapshot/reader.ts';
import { pagesOf } from '../src/log/month.ts';

/** Entries of machines stand on the page of their month alone: there are hundreds of thousands. */
export async function logPages(snapshot: Snapshot): Promise<readonly string[]> {
  const pages = [
    '/log/all.xml',
    '/log/feed.xml',
    ...RUN_KINDS.map((kind) => `/log/kinds/${kind}.xml`),
  ];
  const tags = new Set<string>();
  for (const month of (await snapshot.log()).months) {
    const { heads } = await snapshot.logHeads(month);
    pages.push(`/log/${month.month}/`);
    for (let page = 2; page <= pagesOf(heads); page += 1)
      pages.push(`/log/${month.month}/${String(page)}/`);
    for (const head of heads) {
      if (head.authorKind === 'human') pages.push(`/log/${head.id}/`);
      for (const tag of head.tags) tags.add(tag);
    }
  }
  for (const tag of tags) pages.push(`/log/tags/${encodeURIComponent(tag)}.xml`);
  return pages;
}
