/** The summary of an alert as a template of Prometheus, which fills in labels and value. */

import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { comparisonsOf } from '#telemetry/alerts/result.ts';
import { sayLimit } from '#telemetry/alerts/say.ts';
import { countedWord } from '#telemetry/alerts/say-value.ts';
import { pacedThreshold } from './pace.ts';

/** Returns what Go's templates need to say `$value` in its unit. */
function valueTemplate(unit: string, as: string): string {
  if (unit === 's') return '{{ humanizeDuration $value }}';
  if (unit === '1' && as === '%') return '{{ humanizePercentage $value }}';
  if (unit === '1') return '{{ printf "%.3g" $value }}';
  if (unit.startsWith('{'))
    return `{{ with printf "%.0f" $value }}{{ . }} {{ if eq . "1" }}${countedWord(unit, 1)}{{ else }}${countedWord(unit, 2)}{{ end }}{{ end }}`;
  return `{{ humanize $value }}${unit === 'By' ? 'B' : unit}`;
}

/** Returns the template of a summary, with the limit that holds at a pace. */
export function summaryTemplate({ summary, when }: AlertDefinition, pace = 1): string {
  const [first] = comparisonsOf(when);
  const said: Readonly<Record<string, string>> =
    first === undefined
      ? {}
      : {
          value: valueTemplate(first.value.unit, first.threshold.unit),
          limit: sayLimit(pacedThreshold(first.threshold, pace), first.value.unit),
        };
  return summary.replace(
    /\{(\w+)\}/g,
    (_whole, word: string) => said[word] ?? `{{ $labels.${word} }}`,
  );
}
