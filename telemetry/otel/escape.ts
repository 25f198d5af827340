/** How texts and numbers stand in Prometheus text 0.0.4 and OpenMetrics 1.0. */

export type ExpositionFormat = 'text' | 'openmetrics';

/** The value of a label, between its quotes. */
export function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** A help text; OpenMetrics escapes quotes too. */
export function escapeHelp(help: string, format: ExpositionFormat): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return format === 'text' ? text : text.replaceAll('"', '\\"');
}

export function writeValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
