/** What one MQTT message says: a plain number, or JSON with time, value, unit and quality under configured names. */

import type { Quality } from '#telemetry/facts/quality.ts';
import { QUALITIES } from '#telemetry/facts/quality.ts';

import { parseNumber } from './number.ts';
import type { TimeReader } from './table-time.ts';

/** How the payload of a topic is to be read. */
export interface PayloadFormat {
  /** `auto`: JSON where it begins with a brace, else plain. */
  readonly kind: 'auto' | 'number' | 'json';
  /** Where each stands in the JSON: `t`, or `data.temperature`, or `values.0`. */
  readonly fields: {
    readonly time: string;
    readonly value: string;
    readonly unit: string;
    readonly quality: string;
  };
  /** Words that stand for a number: `{ ON: 1, OFF: 0 }`. */
  readonly words: Readonly<Record<string, number>>;
  /** What the source's words for quality mean; ours are known, in any case. */
  readonly qualities: Readonly<Record<string, Quality>>;
}

/** What a payload leaves open: when it came, in which zone its times are. */
export interface PayloadContext {
  /** Reads ISO times; one without a zone is local. */
  readonly iso: TimeReader;
  /** UTC ms: a time more than a day ahead is no time. */
  readonly now: number;
}

/** A value with its time, as a message told it. */
export interface Payload {
  /** Null with quality `missing`. */
  readonly value: number | null;
  /** UTC ms; null: the message does not say, or what it says is no time. */
  readonly t: number | null;
  readonly unit: string | null;
  readonly quality: Quality;
  /** What was odd without making the value useless. */
  readonly problems: readonly {
    readonly reason: 'time' | 'quality' | 'unit';
    readonly message: string;
  }[];
}

/** A payload, or the reason why it is none. */
export type PayloadResult =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly reason: string };

/** No instrument of ours spoke before 2000. */
const EARLIEST = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
/** Numbers below are seconds, up to the year 5138; from here on milliseconds. */
const SECONDS_BELOW = 1e11;
const LONGEST_NUMBER = 64;
const LONGEST_UNIT = 32;

const decoder = new TextDecoder('utf-8', { fatal: true });
const OURS: ReadonlyMap<string, Quality> = new Map(QUALITIES.map((word) => [word, word]));

/** Parses one message; never throws. */
export function parsePayload(
  bytes: Uint8Array,
  format: PayloadFormat,
  context: PayloadContext,
): PayloadResult {
  let text: string;
  try {
    text = decoder.decode(bytes).trim();
  } catch {
    return { ok: false, reason: 'it is not UTF-8' };
  }
  if (text === '') return { ok: false, reason: 'it is empty' };
  const isJson = format.kind === 'json' || (format.kind === 'auto' && text.startsWith('{'));
  if (isJson) return parseJson(text, format, context);
  const value = readNumber(text, format.words);
  if (value === undefined) return { ok: false, reason: `"${shorten(text)}" is not a number` };
  const quality = value === null ? 'missing' : 'good';
  return { ok: true, payload: { value, t: null, unit: null, quality, problems: [] } };
}

function parseJson(text: string, format: PayloadFormat, context: PayloadContext): PayloadResult {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return { ok: false, reason: `"${shorten(text)}" is not JSON` };
  }
  const { fields } = format;
  const raw = lookUp(whole, fields.value);
  if (raw === undefined) return { ok: false, reason: `it has no field ${fields.value}` };
  const number = readValue(raw, format.words);
  if (number === undefined)
    return { ok: false, reason: `its field ${fields.value} is not a number` };
  const problems: Payload['problems'][number][] = [];
  const t = readTime(lookUp(whole, fields.time), context);
  if (typeof t === 'string') problems.push({ reason: 'time', message: t });
  const said = readQuality(lookUp(whole, fields.quality), format.qualities);
  if (said === undefined)
    problems.push({
      reason: 'quality',
      message: `its field ${fields.quality} is no known quality`,
    });
  const unit = readUnit(lookUp(whole, fields.unit));
  if (unit === undefined)
    problems.push({ reason: 'unit', message: `its field ${fields.unit} is no unit` });
  return {
    ok: true,
    payload: {
      value: number,
      t: typeof t === 'string' ? null : t,
      unit: unit ?? null,
      quality: number === null ? 'missing' : (said ?? 'uncalibrated'),
      problems,
    },
  };
}

/** Follows a path of own keys and indices; undefined where it leads nowhere. */
function lookUp(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Object.getOwnPropertyDescriptor(at, key)?.value;
  }
  return at;
}

function readValue(raw: unknown, words: PayloadFormat['words']): number | null | undefined {
  if (raw === null) return null;
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  return typeof raw === 'string' ? readNumber(raw.trim(), words) : undefined;
}

/** Null for a printed NaN, undefined for no number. */
function readNumber(text: string, words: PayloadFormat['words']): number | null | undefined {
  if (Object.hasOwn(words, text)) return words[text];
  return text.length > LONGEST_NUMBER ? undefined : parseNumber(text);
}

/** UTC ms, null where there is none, a sentence where there is one that cannot be. */
function readTime(raw: unknown, { iso, now }: PayloadContext): number | null | string {
  if (raw === undefined || raw === null) return null;
  const number = typeof raw === 'string' ? parseNumber(raw.trim()) : raw;
  let t: number;
  if (typeof number === 'number') {
    t = Math.round(number < SECONDS_BELOW ? number * 1_000 : number);
  } else if (typeof raw === 'string' && raw.length <= LONGEST_NUMBER) {
    const instant = iso(raw);
    if (typeof instant === 'string') return instant;
    t = instant.t;
  } else return 'its time is neither a number nor a text of ISO 8601';
  if (t >= EARLIEST && t <= now + DAY_MS) return t;
  return `its time ${shorten(JSON.stringify(raw))} is before 2000 or more than a day ahead`;
}

/** Null where nothing is said; undefined for what can be no unit. */
function readUnit(raw: unknown): string | null | undefined {
  if (raw === undefined || raw === null || raw === '') return null;
  return typeof raw === 'string' && raw.length <= LONGEST_UNIT && raw.isWellFormed()
    ? raw
    : undefined;
}

/** Good where nothing is said; undefined for a word that nobody explained. */
function readQuality(raw: unknown, qualities: PayloadFormat['qualities']): Quality | undefined {
  if (raw === undefined || raw === null) return 'good';
  if (typeof raw === 'boolean') return raw ? 'good' : 'missing';
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const word = String(raw);
  return Object.hasOwn(qualities, word) ? qualities[word] : OURS.get(word.toLowerCase());
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
