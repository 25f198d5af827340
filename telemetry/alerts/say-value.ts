/** Values as a sentence says them: times in the unit a person would choose, counts with their word, the rest as everywhere. */

import { countInWords, formatCount, formatSignificant, showText } from '../units.ts';

const SPANS = [
  { from: 172_800, seconds: 86_400, word: 'd' },
  { from: 7_200, seconds: 3_600, word: 'h' },
  { from: 120, seconds: 60, word: 'min' },
  { from: 0, seconds: 1, word: 's' },
] as const;

/** Narrow no-break space, as before every unit. */
const THIN = '\u202f';

/** Returns a span: `45 s`, `7 min`, `2.5 h`, `3 d`; a negative one is past. */
export function saySpan(seconds: number): string {
  const size = Math.abs(seconds);
  const { seconds: unit, word } = SPANS.find(({ from }) => size >= from) ?? SPANS[3];
  const count = size / unit;
  const digits = count < 10 && !Number.isInteger(count) ? formatSignificant(count, 2) : null;
  return `${seconds < 0 ? 'minus ' : ''}${digits ?? formatCount(count)}${THIN}${word}`;
}

/** Returns what a UCUM annotation counts, for so many: `{file}` is `file` or `files`. */
export function countedWord(unit: string, count: number): string {
  const word = unit.replace(/[{}]/g, '').replaceAll('_', ' ');
  if (count === 1) return word;
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
  return word.endsWith('s') ? word : `${word}s`;
}

/**
 * Returns a value as a sentence says it.
 *
 * @param unit UCUM code of the value
 * @param as the unit of its threshold: a share that is limited in percent is told in percent
 */
export function sayValue(value: number, unit: string, as: string = unit): string {
  if (unit === 's') return saySpan(value);
  if (unit === '1' && as === '%') return `${formatSignificant(value * 100, 3)}${THIN}%`;
  if (unit.startsWith('{')) {
    const count = Math.round(value);
    return `${countInWords(count)} ${countedWord(unit, count)}`;
  }
  return unit === '1' && !Number.isInteger(value)
    ? formatSignificant(value, 3)
    : showText(value, unit);
}
