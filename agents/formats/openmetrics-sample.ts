/** A line of OpenMetrics 1.0 that holds a sample: name, labels, value, timestamp, exemplar; pure. */

import { BadLine, isFiniteNumber, isMetricName, readLabels, readValue } from './exposition-line.ts';
import type { Pair } from './exposition-line.ts';

/** One sample of a text of metrics. */
export interface SampleLine {
  readonly line: number;
  readonly name: string;
  readonly labels: readonly Pair[];
  readonly value: number;
  /** Seconds since 1970 as written; null where there is none. */
  readonly timestamp: string | null;
  readonly hasExemplar: boolean;
}

/** Characters that all labels of an exemplar may have together (OpenMetrics 1.0, "Exemplars"). */
const EXEMPLAR_CHARACTERS = 128;

const STRICT = { isLoose: false };

/** Reads the line. @throws BadLine */
export function readSampleLine(text: string, line: number): SampleLine {
  const brace = text.indexOf('{');
  const blank = text.indexOf(' ');
  const hasLabels = brace >= 0 && (blank < 0 || brace < blank);
  const nameEnd = hasLabels ? brace : blank;
  const name = nameEnd < 0 ? text : text.slice(0, nameEnd);
  if (!isMetricName(name)) throw new BadLine(line, `"${name.slice(0, 60)}" is no name of a metric`);
  const { labels, end } = hasLabels
    ? readLabels(text, brace, line, STRICT)
    : { labels: [], end: nameEnd };
  if (text[end] !== ' ') throw new BadLine(line, 'no blank stands before the value');
  const rest = text.slice(end + 1);
  const hash = rest.indexOf(' # ');
  const [word = '', timestamp, ...more] = (hash < 0 ? rest : rest.slice(0, hash)).split(' ');
  const value = readValue(word);
  if (value === undefined) throw new BadLine(line, `"${word.slice(0, 60)}" is no number`);
  if (more.length > 0) throw new BadLine(line, 'something stands after the timestamp');
  if (timestamp !== undefined && !isFiniteNumber(timestamp))
    throw new BadLine(line, `"${timestamp.slice(0, 60)}" is no timestamp`);
  if (hash >= 0) checkExemplar(rest.slice(hash + 3), line);
  return { line, name, labels, value, timestamp: timestamp ?? null, hasExemplar: hash >= 0 };
}

/** `{a="b"} 0.5 123.4`: labels, a value, perhaps a timestamp. */
function checkExemplar(text: string, line: number): void {
  if (!text.startsWith('{')) throw new BadLine(line, 'an exemplar does not begin with its labels');
  const { labels, end } = readLabels(text, 0, line, STRICT);
  const length = labels.flat().reduce((sum, part) => sum + Array.from(part).length, 0);
  if (length > EXEMPLAR_CHARACTERS)
    throw new BadLine(line, `the labels of an exemplar have more than 128 characters`);
  if (text[end] !== ' ') throw new BadLine(line, 'no blank stands before the value of an exemplar');
  const [value = '', timestamp, ...more] = text.slice(end + 1).split(' ');
  if (readValue(value) === undefined)
    throw new BadLine(line, `the exemplar's value "${value.slice(0, 60)}" is no number`);
  if (timestamp !== undefined && !isFiniteNumber(timestamp))
    throw new BadLine(line, `the exemplar's timestamp "${timestamp.slice(0, 60)}" is no time`);
  if (more.length > 0) throw new BadLine(line, 'something stands after an exemplar');
}
