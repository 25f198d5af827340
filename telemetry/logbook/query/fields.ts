/** The fields of a query, each with how its value is read and what the help says; one line a field. */

import { QueryError, type Query } from './query.ts';
import type { Token } from './lex.ts';
import { readWhen, WHEN } from './when.ts';

type Field = Extract<Token, { readonly is: 'field' }>;

interface FieldDefinition {
  readonly name: string;
  readonly example: string;
  readonly help: string;
  readonly read: (text: string, now: number) => Query | null;
  /** What the value has to be. */
  readonly expected: string;
}

const text = (is: 'tag' | 'author' | 'title', example: string, help: string): FieldDefinition => ({
  name: is,
  example,
  help,
  expected: `a text, such as ${is}:${example}`,
  read: (value) => ({ is, text: value }),
});

const time = (is: 'after' | 'before', example: string, help: string): FieldDefinition => ({
  name: is,
  example,
  help,
  expected: WHEN,
  read(value, now) {
    const at = readWhen(value, now);
    return at === null ? null : { is, at };
  },
});

export const FIELDS: readonly FieldDefinition[] = [
  text('tag', 'cryo', 'tagged so; cryo* for every tag that begins with it'),
  text('author', 'ada', 'whose name holds it'),
  text('title', 'helium', 'in the title alone'),
  {
    name: 'run',
    example: 'run_2026.11-quax/12',
    help: 'of a run: its number, its campaign, or both',
    expected: 'a number, a campaign, or campaign/number',
    read: readRun,
  },
  time('after', '12h', 'not before a time: back from now, or absolute (UTC)'),
  time('before', '2026-11-20', 'before a time'),
  {
    name: 'by',
    example: 'human',
    help: 'human or machine',
    expected: 'human or machine',
    read: (value) =>
      value === 'human' || value === 'machine' ? { is: 'kind', kind: value } : null,
  },
  {
    name: 'has',
    example: 'attachment',
    help: 'attachment, or reply: an answer to another entry',
    expected: 'attachment or reply',
    read: (value) =>
      value === 'attachment' || value === 'reply' ? { is: 'has', what: value } : null,
  },
];

function readRun(value: string): Query | null {
  const found = /^(?:(?<campaign>[^/]*?[^/\d][^/]*)(?:\/(?<of>\d{1,9}))?|(?<number>\d{1,9}))$/.exec(
    value,
  );
  if (found?.groups === undefined) return null;
  const { campaign = null, of, number } = found.groups;
  const digits = of ?? number;
  return { is: 'run', campaign, number: digits === undefined ? null : Number(digits) };
}

/** @throws {QueryError} where there is no such field, or its value is none of its */
export function readField({ name, text: value, at, length }: Field, now: number): Query {
  const field = FIELDS.find((one) => one.name === name);
  if (field === undefined) {
    const known = FIELDS.map((one) => `${one.name}:`).join(' ');
    throw new QueryError(
      `there is no field ${name}: (there are ${known}); quote it to look for the text`,
      at,
      length,
    );
  }
  const query = value === '' ? null : field.read(value, now);
  if (query !== null) return query;
  throw new QueryError(`${name}: expected ${field.expected}`, at, length);
}
