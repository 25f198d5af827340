/** Writes metrics as Prometheus text 0.0.4 or OpenMetrics 1.0, with the label texts cached. */

import { DataPointType } from '@opentelemetry/sdk-metrics';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

import { escapeHelp, escapeLabel, writeValue } from './escape.ts';
import type { ExpositionFormat } from './escape.ts';

/** What a scrape must be told (exposition formats, prometheus.io, and OpenMetrics 1.0). */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Unit words that a name of ours can end with; OpenMetrics wants the unit to be the name's suffix. */
const UNIT_ENDING =
  /_(bytes_per_second|moles_per_second|bytes|seconds|kelvin|celsius|pascals|tesla|amperes|volts|watts|hertz|ohms|ratio)$/;

type Attributes = Readonly<Record<string, unknown>>;

/** Writes everything, and `more`, which is written already, after it. */
export type Serialize = (
  metrics: ResourceMetrics,
  format: ExpositionFormat,
  more?: string,
) => string;

/** Makes a serializer; labels objects that come again are not written anew. */
export function createSerializer(): Serialize {
  const cache = new WeakMap<Attributes, string>();
  const labelText = (labels: Attributes): string => {
    const known = cache.get(labels);
    if (known !== undefined) return known;
    const text = writeLabels(labels);
    cache.set(labels, text);
    return text;
  };
  return (metrics, format, more = '') => {
    const lines: string[] = [];
    for (const { metrics: list } of metrics.scopeMetrics) {
      for (const metric of list) {
        if (
          metric.dataPointType !== DataPointType.SUM &&
          metric.dataPointType !== DataPointType.GAUGE
        )
          continue;
        if (metric.dataPoints.length === 0) continue;
        const { name, description } = metric.descriptor;
        const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
        lines.push(writeHead(name, description, isCounter, format));
        for (const { attributes, value } of metric.dataPoints)
          lines.push(`${name}${labelText(attributes)} ${writeValue(value)}\n`);
      }
    }
    lines.push(more);
    if (format === 'openmetrics') lines.push('# EOF\n');
    return lines.join('');
  };
}

function writeHead(
  name: string,
  help: string,
  isCounter: boolean,
  format: ExpositionFormat,
): string {
  const text = escapeHelp(help, format);
  if (format === 'text')
    return `# HELP ${name} ${text}\n# TYPE ${name} ${isCounter ? 'counter' : 'gauge'}\n`;
  const isInfo = !isCounter && name.endsWith('_info');
  const family = isCounter ? name.replace(/_total$/, '') : name.replace(/_info$/, '');
  const type = isCounter ? 'counter' : isInfo ? 'info' : 'gauge';
  const unit = UNIT_ENDING.exec(family)?.[1];
  const unitLine = unit === undefined ? '' : `# UNIT ${family} ${unit}\n`;
  return `# TYPE ${family} ${type}\n${unitLine}# HELP ${family} ${text}\n`;
}

function writeLabels(labels: Attributes): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${escapeLabel(String(value))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
