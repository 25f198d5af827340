/** S11 and S21 sweeps in text: finds the columns, the unit of frequency and what the numbers are, or says why not. */
import { checkedSweep, toDbAndPhase } from './sweep-data.ts';
import type { SweepData, SweepKind, SweepResult } from './sweep-data.ts';
import { parseTouchstone } from './touchstone.ts';

export type { SweepData, SweepKind, SweepResult } from './sweep-data.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const UNITS: Readonly<Record<string, number>> = { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 };
const MAX_HEADER = 200;

/** Rows of numbers and the words above them. */
interface Table {
  readonly rows: readonly (readonly number[])[];
  /** The whole header in lower case. */
  readonly header: string;
  /** Its last two lines, which name the columns where anything does. */
  readonly words: string;
}

/** Cells of a line: `;` separates where it occurs (then a comma may be the decimal sign), else comma, tab or blank. */
function cellsOf(line: string): string[] {
  if (line.includes(';')) return line.split(';').map((cell) => cell.trim().replace(',', '.'));
  if (/^\s*[\d+-]\d*,\d+([eE][+-]?\d+)?\s+[+-]?\d+,\d/.test(line)) {
    return line
      .trim()
      .split(/\s+/)
      .map((cell) => cell.replace(',', '.'));
  }
  return line.trim().split(/\s*,\s*|\s+/);
}

/** Numbers of a line, or null where it is not a row of numbers. */
function numbersOf(line: string): number[] | null {
  const cells = cellsOf(line);
  if (cells.at(-1) === '') cells.pop();
  if (cells.length < 2 || !cells.every((cell) => NUMBER.test(cell))) return null;
  return cells.map(Number);
}

/** Splits into rows and header words; a line in the middle that is no row is an error. */
function readTable(text: string): Table | string {
  const rows: number[][] = [];
  const words: string[] = [];
  let number = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    number += 1;
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (line === '') continue;
    const row = /^[%!#"]/.test(line) ? null : numbersOf(line);
    if (row !== null && rows[0] !== undefined && row.length !== rows[0].length) {
      return `line ${number} has ${row.length} columns, the lines before have ${rows[0].length}`;
    }
    if (row !== null) rows.push(row);
    else if (rows.length === 0) words.push(line);
    else if (!/^[%!#"]/.test(line) && !/^END\b/i.test(line))
      return `line ${number} is not a row of numbers: '${line.slice(0, 40)}'`;
    if (rows.length === 0 && number > MAX_HEADER)
      return `no row of numbers in the first ${MAX_HEADER} lines`;
  }
  const header = words.map((line) => line.toLowerCase());
  return { rows, header: header.join('\n'), words: header.slice(-2).join('\n') };
}

/** Factor from the file's frequency unit to Hz: said in the header, else by size (above 1e6 Hz, 0.1 to 1000 GHz). */
function frequencyFactor({ rows, header }: Table): number | string {
  const said =
    /f(?:req(?:uency)?)?[\w ]*[([/_ ]\s*([kmg]?hz)\b/.exec(header) ??
    /^[%!#"\s]*([kmg]?hz)\b/m.exec(header);
  const factor = said ? UNITS[said[1] ?? ''] : undefined;
  const first = rows[0]?.[0] ?? 0;
  const last = rows.at(-1)?.[0] ?? 0;
  if (factor !== undefined && first * factor >= 1e4 && last * factor <= 1e13) return factor;
  if (first >= 1e6 && last <= 1e13) return 1;
  if (first >= 0.1 && last <= 1000) return 1e9;
  return `unit of frequency not known: ${first} to ${last}; write it into the header, for example 'freq (GHz)'`;
}

const countOf = (pattern: RegExp, text: string): number => text.match(pattern)?.length ?? 0;

/** What two or three columns hold: said in the header, else by the range of the numbers. */
function kindOf({ rows, words }: Table): SweepKind | (string & {}) {
  const columns = rows[0]?.length ?? 0;
  const second = rows.map((row) => row[1] ?? 0);
  const third = rows.map((row) => row[2] ?? 0);
  const max = second.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const min = second.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const hasNegative = min < 0;
  const reach = third.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const isComplexSaid =
    countOf(/\bre(al)?\b/g, words) === 1 && countOf(/\bim(ag(inary)?)?\b/g, words) === 1;
  if (columns === 2) {
    if (/\bdb\b|logmag|log mag/.test(words) || (hasNegative && min < -1.5)) return 'db';
    return 'two columns whose second is not in dB: magnitude without a unit; write dB into the header';
  }
  if (columns > 2 && isComplexSaid) return 're-im';
  if (columns !== 3)
    return `${columns} columns; a sweep has two (f, dB) or three (f and a complex value)`;
  if (/\bdb\b|logmag|log mag/.test(words) || min < -2.5) return 'db-deg';
  const isPhase = reach > 1.5;
  if (!hasNegative && max > 0 && isPhase) return reach <= 6.4 ? 'lin-rad' : 'lin-deg';
  if (hasNegative && max > 0 && reach <= 2.5 && max <= 2.5) return 're-im';
  if (!hasNegative && !isPhase && /amp|lin|mag/.test(words)) return 'lin-rad';
  if (!isPhase && max <= 2.5 && third.some((value) => value < 0)) return 're-im';
  if (reach > 6.4) return 'db-deg';
  if (!isPhase && max <= 2.5) return 're-im';
  return 'the columns may be dB and degrees or real and imaginary; write into the header which';
}

/** A sweep that was taken downwards, turned round; anything else stays as it is. */
function ascending(rows: Table['rows']): Table['rows'] {
  const isFalling = rows.every((row, i) => i === 0 || (row[0] ?? 0) < (rows[i - 1]?.[0] ?? 0));
  return isFalling ? rows.toReversed() : rows;
}

/** Builds the sweep from rows. */
function build(table: Table, factor: number, kind: SweepKind): SweepData {
  const n = table.rows.length;
  const fHz = new Float64Array(n);
  const db = new Float64Array(n);
  const phaseRad = kind === 'db' ? null : new Float64Array(n);
  table.rows.forEach(([f = 0, a = 0, b = 0], i) => {
    const [magnitude, phase] = toDbAndPhase(kind, a, b);
    fHz[i] = factor === 1 ? f : Number((f * factor).toPrecision(15));
    db[i] = magnitude;
    if (phaseRad) phaseRad[i] = phase;
  });
  return { fHz, db, phaseRad, kind };
}

/**
 * Parses a sweep of two columns (frequency, dB) or three (with phase, real and imaginary, or linear magnitude
 * and phase), with or without header and comments (`%`, `!`, `#`), decimal commas with `;`, any line ends;
 * Touchstone by its name or option line. Refuses with a reason where the meaning cannot be decided.
 */
export function parseSweep(text: string, fileName = ''): SweepResult {
  if (/\.s\d+p$/i.test(fileName) || /^\s*#\s*([kmg]?hz)\s+[syzhg]\b/im.test(text)) {
    return parseTouchstone(text, Number(/\.s(\d+)p$/i.exec(fileName)?.[1] ?? 0));
  }
  const read = readTable(text);
  if (typeof read === 'string') return { ok: false, reason: read };
  const table = { ...read, rows: ascending(read.rows) };
  if (table.rows.length === 0) return { ok: false, reason: 'no row of numbers' };
  const factor = frequencyFactor(table);
  if (typeof factor === 'string') return { ok: false, reason: factor };
  const kind = kindOf(table);
  return /^(db|db-deg|re-im|lin-rad|lin-deg)$/.test(kind)
    ? checkedSweep(build(table, factor, kind as SweepKind))
    : { ok: false, reason: kind };
}
