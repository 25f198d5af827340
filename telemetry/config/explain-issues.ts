/** Turns a schema's issues into problems that say field, expected, received and the fix. */

import { z } from 'zod';

import { nearestName } from './nearest-name.ts';
import type { ConfigProblem } from './problem.ts';
import { describeValue, fieldName } from './problem.ts';

export interface ExplainInput {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly issues: readonly z.core.$ZodIssue[];
  /** Keys above `value` in the file: `['collectors', 'daq']`. */
  readonly above?: readonly PropertyKey[];
  readonly lineOf: (path: readonly PropertyKey[]) => number | null;
}

/** Returns one problem per issue; an unknown key comes with the nearest known one. */
export function explainIssues(input: ExplainInput): ConfigProblem[] {
  const { issues, above = [], lineOf } = input;
  return issues.flatMap((issue): ConfigProblem[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(input, issue.path, key));
    const received = describeValue(valueAt(input.value, issue.path));
    const expected = expectation(issue);
    const field = fieldName(path) || 'the file';
    const fix = received === 'nothing' ? `add ${lastKey(path)}` : fixOf(issue, expected);
    return [{ line: lineOf(path), field, expected, received, fix }];
  });
}

function unknownKey(input: ExplainInput, path: readonly PropertyKey[], key: string): ConfigProblem {
  const above = [...(input.above ?? []), ...path];
  const known = knownKeys(input.schema, path, input.value);
  const near = nearestName(key, known);
  const where = fieldName(above);
  return {
    line: input.lineOf([...above, key]),
    field: fieldName([...above, key]),
    expected: where === '' ? 'a known key' : `a known key of ${where}`,
    received: `the unknown key "${key}"`,
    fix:
      near === null
        ? `remove it; the keys here are ${known.join(', ') || 'none'}`
        : `did you mean "${near}"?`,
  };
}

function lastKey(path: readonly PropertyKey[]): string {
  return `"${String(path.at(-1) ?? '')}:" with its value`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `at least ${issue.inclusive === false ? 'more than ' : ''}${String(issue.minimum)}${sizeOf(issue.origin)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${sizeOf(issue.origin)}`;
    case 'invalid_format':
      return FORMAT_WORDS[issue.format] ?? issue.message.replace(/^expected /, '');
    case 'invalid_union':
      return unionWords(issue);
    default:
      return issue.message.replace(/^(Invalid input: )?expected /, '');
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  datetime: 'a time with its zone, such as 2026-11-23T10:00:00Z',
  url: 'an address, such as http://127.0.0.1:4321',
};

function sizeOf(origin: string): string {
  if (origin === 'string') return ' letters';
  return origin === 'array' ? ' entries' : '';
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  if (issue.errors.length === 0) return `one of the known kinds (${issue.message})`;
  const options = issue.errors.flatMap((errors) => errors.slice(0, 1).map(expectation));
  return [...new Set(options)].join(', or ') || issue.message;
}

function fixOf(issue: z.core.$ZodIssue, expected: string): string {
  if (issue.code === 'invalid_type' && issue.expected === 'string') return 'put it in quotes';
  if (issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int'))
    return 'write a number without quotes';
  return `write ${expected}`;
}

/** Follows keys and indexes down a value. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
}

/** Returns the keys the schema knows at `path`; of a choice, the alternative that the value's `kind` selects. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const json: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let options: readonly JsonSchema[] = isSchema(json) ? [json] : [];
  for (const key of path) {
    options = options.flatMap(alternatives).flatMap((option) => {
      if (typeof key === 'number') return option.items ?? [];
      const next = option.properties?.[String(key)] ?? option.additionalProperties;
      return typeof next === 'object' ? [next] : [];
    });
  }
  const at = valueAt(value, path);
  const fitting = options.flatMap(alternatives).filter((option) => constantsFit(option, at));
  return [...new Set(fitting.flatMap((option) => Object.keys(option.properties ?? {})))];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const options = schema.anyOf ?? schema.oneOf;
  return options === undefined ? [schema] : options.flatMap(alternatives);
}

function constantsFit(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(schema.properties ?? {}).every(
    ([key, property]) => property.const === undefined || property.const === valueAt(value, [key]),
  );
}
