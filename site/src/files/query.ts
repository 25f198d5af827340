/** What the address asks of all files: the address is the only state, and what it asks in vain is named. */

import { readRange } from '../runs/filters.ts';
import { readSpan } from '../runs/time-words.ts';

/** What is known of a file's copies; `none`: no copy of it is present. */
export const COPY_STATES = ['present', 'none', 'verified', 'archived', 'removed'] as const;
export type CopyState = (typeof COPY_STATES)[number];

export interface Ends {
  /** Both included; null: open. */
  readonly from: number | null;
  readonly to: number | null;
  /** As it was typed. */
  readonly text: string;
}

export interface FilesQuery {
  /** Part of a name, in any case. */
  readonly name: string | null;
  /** A campaign's slug. */
  readonly campaign: string | null;
  readonly run: Ends | null;
  /** UTC ms. */
  readonly taken: Ends | null;
  readonly tuner: Ends | null;
  /** Hz. */
  readonly f: Ends | null;
  /** Adler-32 or SHA-256, whole, in small letters. */
  readonly sum: string | null;
  readonly copies: CopyState | null;
  /** Parameters, or values of them, that mean nothing here. */
  readonly unknown: readonly string[];
}

/** Whether a checksum is a SHA-256, by its length. */
export function isSha256(sum: string | null): sum is string {
  return sum?.length === 64;
}

const KEYS = ['name', 'campaign', 'run', 'taken', 'tuner', 'f', 'sum', 'copies'] as const;
type Key = (typeof KEYS)[number];

/** Reads the query; empty values count as absent. `at` is what relative times count from, UTC ms. */
export function readFilesQuery(parameters: URLSearchParams, at: number): FilesQuery {
  const unknown = [...new Set(parameters.keys())].filter((key) => !KEYS.some((one) => one === key));
  const value = <T>(key: Key, read: (text: string) => T | null): T | null => {
    const texts = parameters.getAll(key).map((text) => text.trim());
    const text = texts.find((one) => one !== '');
    if (text === undefined) return null;
    const found = texts.filter((one) => one !== '').length > 1 ? null : read(text);
    if (found === null) unknown.push(`${key}=${text}`);
    return found;
  };
  const ends =
    (read: (text: string) => Omit<Ends, 'text'> | null) =>
    (text: string): Ends | null => {
      const found = read(text);
      return found === null ? null : { ...found, text };
    };
  return {
    name: value('name', (text) => text),
    campaign: value('campaign', (text) => text),
    run: value(
      'run',
      ends((text) => readRange(text, { unit: '', scale: 1 })),
    ),
    taken: value(
      'taken',
      ends((text) => readSpan(text, at)),
    ),
    tuner: value(
      'tuner',
      ends((text) => readRange(text.replace(/°/g, ''), { unit: '', scale: 1 })),
    ),
    f: value(
      'f',
      ends((text) => readRange(text, { unit: 'MHz', scale: 1e6 })),
    ),
    sum: value('sum', (text) =>
      /^([0-9a-f]{8}|[0-9a-f]{64})$/i.test(text) ? text.toLowerCase() : null,
    ),
    copies: value('copies', (text) => COPY_STATES.find((state) => state === text) ?? null),
    unknown,
  };
}

/** Whether anything is asked for that can be answered. */
export function isAsking(query: FilesQuery): boolean {
  return KEYS.some((key) => key !== 'campaign' && query[key] !== null);
}

/** Returns the query as the end of an address; nothing asked is nothing said. */
export function writeFilesQuery(query: FilesQuery): string {
  const said = new URLSearchParams();
  for (const key of KEYS) {
    const value = query[key];
    if (value !== null) said.set(key, typeof value === 'string' ? value : value.text);
  }
  const text = said.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** Whether a value lies within; what is not known lies nowhere. */
export function isWithin(value: number | null | undefined, ends: Ends | null): boolean {
  if (ends === null) return true;
  if (value == null) return false;
  const slack = Math.abs(value) * 1e-12;
  return (
    (ends.from === null || value >= ends.from - slack) &&
    (ends.to === null || value <= ends.to + slack)
  );
}

/** Whether any value between two bounds can lie within; no bounds: there is no value. */
export function canBeWithin(bounds: readonly [number, number] | null, ends: Ends | null): boolean {
  if (ends === null) return true;
  if (bounds === null) return false;
  const slack = Math.abs(bounds[1]) * 1e-12;
  return (
    (ends.from === null || bounds[1] >= ends.from - slack) &&
    (ends.to === null || bounds[0] <= ends.to + slack)
  );
}
