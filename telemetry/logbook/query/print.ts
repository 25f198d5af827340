/** Writes a query as one may type it, its times absolute, so that a link means the same tomorrow. */

import type { Query } from './query.ts';

export function printQuery(query: Query): string {
  switch (query.is) {
    case 'all':
      return '';
    case 'words':
      return quoted(query.text, /^-|^(?:and|or|not)$|^[A-Za-z]+:/i.test(query.text));
    case 'tag':
    case 'author':
    case 'title':
      return `${query.is}:${quoted(query.text, false)}`;
    case 'kind':
      return `by:${query.kind}`;
    case 'has':
      return `has:${query.what}`;
    case 'run':
      return `run:${[query.campaign, query.number].filter((part) => part !== null).join('/')}`;
    case 'after':
    case 'before':
      return `${query.is}:${new Date(query.at).toISOString().replace(/(?::00)?\.000Z$/, 'Z')}`;
    case 'not':
      return `not ${inside(query.of)}`;
    case 'and':
      return query.of.map((one) => (one.is === 'or' ? inside(one) : printQuery(one))).join(' ');
    case 'or':
      return query.of.map(printQuery).join(' or ');
  }
}

function inside(query: Query): string {
  return query.is === 'and' || query.is === 'or' ? `(${printQuery(query)})` : printQuery(query);
}

function quoted(text: string, isMeant: boolean): string {
  const isPlain = !isMeant && text !== '' && !/[\s()"\\]/.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
