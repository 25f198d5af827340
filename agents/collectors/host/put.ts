/** How the host's parts put values into a round, and the labels they use again, so that each text is written once. */

import type { MetricDefinition } from '#telemetry/metrics/definition.ts';

export type Labels = Readonly<Record<string, string>>;

/** Puts one value; null and undefined are "not known" and put nothing. */
export type Put = (
  metric: MetricDefinition,
  labels: Labels,
  value: number | null | undefined,
) => void;

/** What a part makes of one file of the kernel: values put, and lines that were something else. */
export type PutText = (text: string, put: Put, odd: string[]) => void;

export const NONE: Labels = {};

/** More kept than this means names that come and go without end: the oldest labels are forgotten and made again. */
const MOST_KEPT = 1_024;

/** Returns what gives the labels of a name: the same objects each time, made once. */
export function keepLabels<Kept>(make: (name: string) => Kept): (name: string) => Kept {
  const kept = new Map<string, Kept>();
  return (name) => {
    const before = kept.get(name);
    if (before !== undefined) return before;
    if (kept.size >= MOST_KEPT) kept.clear();
    const labels = make(name);
    kept.set(name, labels);
    return labels;
  };
}
