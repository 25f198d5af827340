/** Tells whether an entry is what a query asks for, and what has to be read to know it. */

import type { Query, Searched } from './query.ts';

/** Letters without case and accents: `Caffè` is found by `caffe`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Whether an entry fits. */
export function matches(query: Query, entry: Searched): boolean {
  switch (query.is) {
    case 'all':
      return true;
    case 'words':
      return hasWords(entry, fold(query.text));
    case 'title':
      return fold(entry.title).includes(fold(query.text));
    case 'author':
      return fold(entry.author).includes(fold(query.text));
    case 'tag':
      return entry.tags.some((tag) => isTag(fold(tag), fold(query.text)));
    case 'kind':
      return entry.authorKind === query.kind;
    case 'has':
      return query.what === 'reply' ? entry.replyTo !== null : entry.attachments > 0;
    case 'run':
      return isOfRun(entry, query.campaign, query.number);
    case 'after':
      return entry.at >= query.at;
    case 'before':
      return entry.at < query.at;
    case 'not':
      return !matches(query.of, entry);
    case 'and':
      return query.of.every((one) => matches(one, entry));
    case 'or':
      return query.of.some((one) => matches(one, entry));
  }
}

function hasWords({ title, body, author, tags }: Searched, words: string): boolean {
  return [title, author, ...tags, body ?? ''].some((text) => fold(text).includes(words));
}

function isTag(tag: string, wanted: string): boolean {
  return wanted.endsWith('*') ? tag.startsWith(wanted.slice(0, -1)) : tag === wanted;
}

function isOfRun({ run }: Searched, campaign: string | null, number: number | null): boolean {
  if (run === null) return false;
  const isCampaign = campaign === null || fold(run.campaign) === fold(campaign);
  return isCampaign && (number === null || run.number === number);
}

/** Whether bodies have to be read: only words look into them. */
export function needsBodies(query: Query): boolean {
  if (query.is === 'words') return true;
  if (query.is === 'not') return needsBodies(query.of);
  return query.is === 'and' || query.is === 'or' ? query.of.some(needsBodies) : false;
}

export interface TimeBounds {
  readonly from: number;
  /** Not in it. */
  readonly to: number;
}

const ALWAYS: TimeBounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** A span of time outside of which no entry can fit. */
export function timeBounds(query: Query): TimeBounds {
  if (query.is === 'after') return { ...ALWAYS, from: query.at };
  if (query.is === 'before') return { ...ALWAYS, to: query.at };
  if (query.is !== 'and' && query.is !== 'or') return ALWAYS;
  const all = query.of.map(timeBounds);
  const [outer, inner] = query.is === 'and' ? [Math.max, Math.min] : [Math.min, Math.max];
  return {
    from: outer(...all.map(({ from }) => from)),
    to: inner(...all.map(({ to }) => to)),
  };
}
