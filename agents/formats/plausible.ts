/** What the configuration or a format says of a channel's numbers: marks for "not measured", and a range that can be. */
import type { Quality } from '#telemetry/facts/quality.ts';
import type { ParsedReading } from './bluefors-line.ts';

/** Bounds of what can be, in the channel's unit; null: none. */
export interface Plausible {
  readonly low: number | null;
  readonly high: number | null;
}

/** Marks that stand for "nothing was measured" and the quality they mean, and the range of what can be. */
export interface ValueRule extends Plausible {
  readonly missing: readonly string[];
  readonly missingQuality: 'missing' | 'over' | 'under' | 'off' | 'uncalibrated';
}

/** Whether a printed text is one of the marks, as text or as the same number (`300` marks `300.0`). */
export function isMark(
  marks: readonly string[],
  raw: string,
  printed: number | null | undefined,
): boolean {
  return marks.some(
    (mark) =>
      mark === raw || (mark !== '' && typeof printed === 'number' && Number(mark) === printed),
  );
}

/** The quality of a value by its range alone: `under` below it, `over` above it. */
export function qualityInRange(value: number, { low, high }: Plausible): Quality {
  if (low !== null && value < low) return 'under';
  return high !== null && value > high ? 'over' : 'good';
}

/** Applies a rule to a reading that is good so far; marks are compared with the text as printed. */
export function applyRule(reading: ParsedReading, rule: ValueRule): ParsedReading {
  const { value, quality, raw } = reading;
  if (quality !== 'good' || value === null) return reading;
  if (isMark(rule.missing, raw, Number(raw))) {
    return { ...reading, value: null, quality: rule.missingQuality };
  }
  const judged = qualityInRange(value, rule);
  return judged === 'good' ? reading : { ...reading, quality: judged };
}
