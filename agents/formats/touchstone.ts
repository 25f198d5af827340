/** Touchstone version 1 (`.s1p`, `.s2p`): S11 or, of a two-port, whichever of S11 and S21 was measured. */
import type { SweepKind, SweepResult } from './sweep-data.ts';
import { checkedSweep, toDbAndPhase } from './sweep-data.ts';

interface Option {
  readonly factor: number;
  readonly kind: SweepKind;
}

const FACTORS: Readonly<Record<string, number>> = { hz: 1, khz: 1e3, mhz: 1e6, ghz: 1e9 };
const KINDS: Readonly<Record<string, SweepKind>> = { db: 'db-deg', ma: 'lin-deg', ri: 're-im' };

/** Reads `# GHz S MA R 50`; what is not said has the default of the standard, order does not matter. */
function readOption(line: string): Option | string {
  let option: Option = { factor: 1e9, kind: 'lin-deg' };
  const words = line.slice(1).trim().toLowerCase().split(/\s+/);
  for (const [i, word] of words.entries()) {
    const factor = FACTORS[word];
    const kind = KINDS[word];
    if (factor !== undefined) option = { ...option, factor };
    else if (kind !== undefined) option = { ...option, kind };
    else if (/^[yzhg]$/.test(word))
      return `holds ${word.toUpperCase()} parameters, only S can be read`;
    else if (word !== 's' && word !== 'r' && word !== '' && words[i - 1] !== 'r') {
      return `unknown word '${word}' in the option line`;
    }
  }
  return option;
}

/** Numbers of the file and its option line; comments and further option lines are left out. */
function readNumbers(
  text: string,
): { option: Option; numbers: number[]; perLine: number } | string {
  let option: Option | null = null;
  const numbers: number[] = [];
  let perLine = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = (raw.split('!')[0] ?? '').replace(/^\uFEFF/, '').trim();
    if (line === '') continue;
    if (line.startsWith('[')) return 'Touchstone version 2 cannot be read';
    if (line.startsWith('#')) {
      const read: Option | string = option ?? readOption(line);
      if (typeof read === 'string') return read;
      option = read;
      continue;
    }
    const values = line.split(/\s+/).map(Number);
    if (values.some((value) => !Number.isFinite(value)))
      return `not a row of numbers: '${line.slice(0, 40)}'`;
    if (perLine === 0) perLine = values.length;
    for (const value of values) numbers.push(value);
  }
  return { option: option ?? { factor: 1e9, kind: 'lin-deg' }, numbers, perLine };
}

/** Whether a column pair was measured at all: some instruments fill what they did not measure with constants. */
function isMeasured(numbers: readonly number[], perRow: number, column: number): boolean {
  const first = numbers[column];
  for (let at = column; at < numbers.length; at += perRow) if (numbers[at] !== first) return true;
  return false;
}

/**
 * Parses Touchstone text of `ports` ports (0: by the number of columns) into its first measured reflection or
 * transmission. Two-port order is S11, S21, S12, S22.
 */
export function parseTouchstone(text: string, ports = 0): SweepResult {
  const refuse = (reason: string): SweepResult => ({ ok: false, reason });
  const read = readNumbers(text);
  if (typeof read === 'string') return refuse(read);
  const { option, numbers, perLine } = read;
  const perRow = ports > 0 ? 1 + 2 * ports * ports : perLine;
  if (perRow !== 3 && perRow !== 9) return refuse('only files of one or two ports can be read');
  if (numbers.length === 0) return refuse('no row of numbers');
  if (perLine !== perRow || numbers.length % perRow !== 0) {
    return refuse(`rows should have ${perRow} numbers`);
  }
  const columns = perRow === 3 ? [1] : [1, 3, 5, 7];
  const column = columns.find((at) => isMeasured(numbers, perRow, at)) ?? 1;
  const n = numbers.length / perRow;
  const fHz = new Float64Array(n);
  const db = new Float64Array(n);
  const phaseRad = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const at = i * perRow;
    const [m, p] = toDbAndPhase(
      option.kind,
      numbers[at + column] ?? 0,
      numbers[at + column + 1] ?? 0,
    );
    fHz[i] = Number(((numbers[at] ?? 0) * option.factor).toPrecision(15));
    db[i] = m;
    phaseRad[i] = p;
  }
  return checkedSweep({ fHz, db, phaseRad, kind: option.kind });
}
