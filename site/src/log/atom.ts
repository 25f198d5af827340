/** Atom feeds of the log (RFC 4287), pure: what people wrote, what has a tag, what is about a kind of run. */

import type { LogEntryHead } from '#site/snapshot/schema/log.ts';
import { escapeHtml } from '../text/html.ts';
import { isPossibleTime } from '#telemetry/possible-time.ts';

export interface FeedEntry {
  readonly head: LogEntryHead;
  readonly body: string | null;
}

export interface FeedOptions {
  readonly title: string;
  /** Of the feed itself, absolute. */
  readonly self: URL;
  /** Of the page that shows the same, absolute. */
  readonly page: URL;
  readonly entries: readonly FeedEntry[];
  /** UTC ms; for a feed without entries. */
  readonly at: number;
  /** Absolute address of an entry. */
  readonly address: (head: LogEntryHead) => URL;
}

/** Newest entries of a feed. */
export const FEED_ENTRIES = 50;

/** Letters that XML 1.0 has no place for (section 2.2), and halves of surrogate pairs. */
const UNFIT = /(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu;

const text = (value: string): string =>
  escapeHtml(value.toWellFormed().replaceAll(UNFIT, '\uFFFD'));
const time = (t: number): string => new Date(isPossibleTime(t) ? t : 0).toISOString();

export function atomFeed({ title, self, page, entries, at, address }: FeedOptions): string {
  const updated = entries[0]?.head.at ?? at;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${text(title)}</title>`,
    `<id>${text(self.href)}</id>`,
    `<link rel="self" href="${text(self.href)}"/>`,
    `<link href="${text(page.href)}"/>`,
    `<updated>${time(updated)}</updated>`,
    ...entries.map((entry) => atomEntry(entry, address)),
    '</feed>',
    '',
  ].join('\n');
}

function atomEntry({ head, body }: FeedEntry, address: FeedOptions['address']): string {
  const { id, title, author, at, tags, run } = head;
  const link = text(address(head).href);
  const about = run === null ? [] : [`run ${run.campaign}/${String(run.number)}`];
  return [
    '<entry>',
    `<title>${text(title)}</title>`,
    `<id>urn:ulid:${id}</id>`,
    `<link href="${link}"/>`,
    `<updated>${time(at)}</updated>`,
    `<author><name>${text(author)}</name></author>`,
    ...[...tags, ...about].map((tag) => `<category term="${text(tag)}"/>`),
    // As text: a feed reader shows nobody's HTML.
    ...(body === null || body === '' ? [] : [`<content type="text">${text(body)}</content>`]),
    '</entry>',
  ].join('\n');
}
