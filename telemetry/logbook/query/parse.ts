/** Reads a query of the log: words and fields, joined by `and`, `or`, `not` and parentheses; side by side is `and`. */

import { lexQuery, type Token } from './lex.ts';
import { readField } from './fields.ts';
import { QueryError, type Query } from './query.ts';

/** Deeper than this nobody means. */
const DEPTH = 30;

/** Reads a query at a time (UTC ms), from which times like `12h` count. @throws {QueryError} */
export function parseQuery(text: string, now: number): Query {
  const reader = createReader(lexQuery(text), text.length, now);
  if (reader.peek() === null) return { is: 'all' };
  const query = reader.either(0);
  const rest = reader.peek();
  if (rest === null) return query;
  throw new QueryError('this parenthesis closes nothing', rest.at, rest.length);
}

interface Reader {
  peek(): Token | null;
  either(depth: number): Query;
}

function createReader(tokens: readonly Token[], end: number, now: number): Reader {
  let next = 0;
  const peek = (): Token | null => tokens[next] ?? null;

  const one = (depth: number): Query => {
    const token = peek();
    if (token === null) throw new QueryError('something is missing at the end', end, 0);
    if (depth > DEPTH) throw new QueryError('too many parentheses', token.at, token.length);
    next += 1;
    switch (token.is) {
      case 'text':
        return { is: 'words', text: token.text };
      case 'field':
        return readField(token, now);
      case 'not':
        return { is: 'not', of: one(depth + 1) };
      case 'open':
        return inParentheses(token, depth);
      case 'close':
        throw new QueryError('nothing stands before this parenthesis', token.at, token.length);
      case 'and':
      case 'or':
        throw new QueryError(
          `${token.is} stands between two things; quote it to look for the word`,
          token.at,
          token.length,
        );
    }
  };
  const inParentheses = (open: Token, depth: number): Query => {
    const inner = either(depth + 1);
    if (peek()?.is !== 'close')
      throw new QueryError('this parenthesis is not closed', open.at, open.length);
    next += 1;
    return inner;
  };
  const both = (depth: number): Query => {
    const all = [one(depth)];
    for (let token = peek(); token !== null; token = peek()) {
      if (token.is === 'or' || token.is === 'close') break;
      if (token.is === 'and') next += 1;
      all.push(one(depth));
    }
    return all.length === 1 && all[0] !== undefined ? all[0] : { is: 'and', of: all };
  };
  const either = (depth: number): Query => {
    const all = [both(depth)];
    while (peek()?.is === 'or') {
      next += 1;
      all.push(both(depth));
    }
    return all.length === 1 && all[0] !== undefined ? all[0] : { is: 'or', of: all };
  };
  return { peek, either };
}
