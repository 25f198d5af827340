/** Splits a query into words, quoted texts, fields and parentheses. */

import { QueryError } from './query.ts';

export type Token = {
  readonly at: number;
  readonly length: number;
} & (
  | { readonly is: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'field'; readonly name: string; readonly text: string }
);

/** A quoted text with `\"` in it, a parenthesis, a minus before something, or what stands between spaces. */
const PART =
  /\s*(?:(?<field>[A-Za-z]+):(?:"(?<quotedValue>(?:[^"\\]|\\.)*)"|(?<value>[^\s()"]*))|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<sign>[()]|-(?=\S))|(?<word>[^\s()"]+))/y;

const OPERATORS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  and: 'and',
  or: 'or',
  not: 'not',
};
const SIGNS: Readonly<Record<string, 'open' | 'close' | 'not'>> = {
  '(': 'open',
  ')': 'close',
  '-': 'not',
};

/** @throws {QueryError} for a quotation mark without its other half */
export function lexQuery(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const part = new RegExp(PART);
  while (/\S/.test(text.slice(part.lastIndex))) {
    const from = part.lastIndex;
    const found = part.exec(text);
    if (found?.groups === undefined) {
      const at = text.indexOf('"', from);
      throw new QueryError('this quotation mark has no other half', at, 1);
    }
    const length = found[0].trimStart().length;
    tokens.push(toToken(found.groups, part.lastIndex - length, length));
  }
  return tokens;
}

function toToken(
  { field, quotedValue, value, quoted, sign, word }: Record<string, string | undefined>,
  at: number,
  length: number,
): Token {
  const plain = (escaped: string): string => escaped.replaceAll(/\\(.)/g, '$1');
  if (field !== undefined) {
    const of = quotedValue === undefined ? (value ?? '') : plain(quotedValue);
    return { is: 'field', name: field.toLowerCase(), text: of, at, length };
  }
  if (quoted !== undefined) return { is: 'text', text: plain(quoted), at, length };
  const meant = SIGNS[sign ?? ''] ?? OPERATORS[(word ?? '').toLowerCase()];
  return meant === undefined
    ? { is: 'text', text: word ?? '', at, length }
    : { is: meant, at, length };
}
