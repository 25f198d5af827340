/** One line of the text formats of Prometheus and OpenMetrics: names, labels, numbers; pure. */

/** Why a text is refused, and on which line; caught by the parsers, which return it. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** A line that is not lawful, with the reason. */
export interface Refused {
  readonly ok: false;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** A label and its value. */
export type Pair = readonly [key: string, value: string];

/** Whether a metric can be called so in every version of the formats. */
export function isMetricName(text: string): boolean {
  return METRIC_NAME.test(text);
}

/** Reads a value: decimal, `NaN`, `Inf`; undefined for anything else (also hexadecimal, and a blank). */
export function readValue(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : undefined;
}

/** Whether the text is a decimal number: neither NaN nor infinite. */
export function isFiniteNumber(text: string): boolean {
  return NUMBER.test(text) && Number.isFinite(Number(text));
}

/** What differs between the two formats inside braces. */
export interface LabelRules {
  /** Blanks around everything, and a comma at the end (Prometheus text). */
  readonly isLoose: boolean;
}

/** Labels of a sample, and where the text goes on behind them. */
export interface ReadLabels {
  readonly labels: readonly Pair[];
  /** Place after the closing brace. */
  readonly end: number;
}

/** Reads `{a="b",c="d"}` that begins at `start`. @throws BadLine */
export function readLabels(
  text: string,
  start: number,
  line: number,
  { isLoose }: LabelRules,
): ReadLabels {
  const labels: Pair[] = [];
  const seen = new Set<string>();
  const skip = (at: number): number => (isLoose ? skipBlanks(text, at) : at);
  let at = skip(start + 1);
  while (text[at] !== '}') {
    const equals = text.indexOf('=', at);
    if (equals < 0) throw new BadLine(line, 'a label has no "="');
    const raw = text.slice(at, equals);
    const key = isLoose ? raw.trim() : raw;
    checkLabelName(key, seen, line);
    const quote = skip(equals + 1);
    if (text[quote] !== '"') throw new BadLine(line, `the value of label ${key} is not in quotes`);
    const value = readQuoted(text, quote + 1, line, isLoose);
    labels.push([key, value.text]);
    at = skip(value.end);
    if (text[at] === ',') {
      at = skip(at + 1);
      if (text[at] === '}' && !isLoose) throw new BadLine(line, 'a comma before the closing brace');
    } else if (text[at] !== '}') {
      throw new BadLine(line, `after the value of label ${key} stands neither a comma nor a brace`);
    }
  }
  return { labels, end: at + 1 };
}

function checkLabelName(key: string, seen: Set<string>, line: number): void {
  if (!LABEL_NAME.test(key)) throw new BadLine(line, `"${key.slice(0, 60)}" is no name of a label`);
  if (key.startsWith('__')) throw new BadLine(line, `label ${key} is Prometheus's own`);
  if (seen.has(key)) throw new BadLine(line, `label ${key} stands twice`);
  seen.add(key);
}

/** Reads to the closing quote. A backslash before another character is an error in Prometheus's text, itself in OpenMetrics. */
function readQuoted(
  text: string,
  start: number,
  line: number,
  isStrictEscape: boolean,
): { readonly text: string; readonly end: number } {
  let value = '';
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') return { text: value + text.slice(from, at), end: at + 1 };
    if (char !== '\\') continue;
    const escaped = ESCAPES[text[at + 1] ?? ''];
    if (escaped === undefined) {
      if (isStrictEscape) throw new BadLine(line, `\\${text[at + 1] ?? ''} is no escape`);
    } else {
      value += text.slice(from, at) + escaped;
      from = at + 2;
    }
    at += 1;
  }
  throw new BadLine(line, 'the value of a label has no closing quote');
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

/** Undoes the escapes of a help text; a backslash before another character stays. */
export function unescapeHelp(text: string, isQuoteEscaped: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/g, (whole, char: string) =>
    char === '"' && !isQuoteEscaped ? whole : (ESCAPES[char] ?? whole),
  );
}

/** Place of the first character from `at` that is neither blank nor tab. */
export function skipBlanks(text: string, at: number): number {
  let place = at;
  while (text[place] === ' ' || text[place] === '\t') place += 1;
  return place;
}
