/** How an alarm says its value and its limit. */

import type { AlertDefinition } from './definition.ts';
import { comparisonsOf } from './result.ts';
import { sayValue } from './say-value.ts';
import { limitsOf, type Threshold } from './threshold.ts';

/** Returns a threshold as a sentence says it, in the unit of what is compared with it. */
export function sayLimit(threshold: Threshold, unit: string): string {
  return sayValue(limitsOf(threshold, unit).raise, unit, threshold.unit);
}

/** Returns the summary of an alarm with its labels, its value and its limit. */
export function saySummary(
  { summary, when }: Pick<AlertDefinition, 'summary' | 'when'>,
  { value, labels }: { readonly value: number; readonly labels: Readonly<Record<string, string>> },
): string {
  const [first] = comparisonsOf(when);
  const said: Readonly<Record<string, string>> = {
    ...labels,
    ...(first === undefined
      ? {}
      : {
          value: sayValue(value, first.value.unit, first.threshold.unit),
          limit: sayLimit(first.threshold, first.value.unit),
        }),
  };
  return summary.replace(/\{(\w+)\}/g, (whole, word: string) => said[word] ?? whole);
}
