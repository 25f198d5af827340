/** Writes metrics of others as Prometheus text 0.0.4 or OpenMetrics 1.0, lawful in either. */

import type { ForeignFamily, ForeignSample } from '../metrics/foreign.ts';
import { escapeHelp, escapeLabel, writeValue } from './escape.ts';
import type { ExpositionFormat } from './escape.ts';

/** Makes the writer; the text of a family that comes again as the same object is not written anew. */
export function createForeignWriter(): (
  families: readonly ForeignFamily[],
  format: ExpositionFormat,
) => string {
  const caches: Readonly<Record<ExpositionFormat, WeakMap<ForeignFamily, string>>> = {
    text: new WeakMap(),
    openmetrics: new WeakMap(),
  };
  return (families, format) =>
    families
      .map((family) => {
        const known = caches[format].get(family);
        if (known !== undefined) return known;
        const text = format === 'text' ? writeText(family) : writeOpenMetrics(family);
        caches[format].set(family, text);
        return text;
      })
      .join('');
}

/** What stands under one TYPE. */
interface Block {
  readonly name: string;
  readonly type: string;
  readonly samples: readonly ForeignSample[];
}

function write(blocks: readonly Block[], help: string | null, format: ExpositionFormat): string {
  return blocks
    .map(({ name, type, samples }) => {
      const text = help === null ? '' : escapeHelp(help, format);
      const said = help === null ? '' : `# HELP ${name} ${text}\n`;
      return `${said}# TYPE ${name} ${type}\n${samples.map(writeSample).join('')}`;
    })
    .join('');
}

/** Types that text 0.0.4 does not have, by the one that comes nearest. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  info: 'gauge',
  stateset: 'gauge',
  unknown: 'untyped',
};

/** In text 0.0.4 a family has the name of its samples; `_created` and a gauge histogram's parts are gauges of their own. */
function writeText({ name, type, help, samples }: ForeignFamily): string {
  if (type === 'histogram' || type === 'summary' || type === 'counter') {
    const isCreated = (sample: ForeignSample): boolean => sample.name === `${name}_created`;
    const own = samples.filter((sample) => !isCreated(sample));
    const family = type === 'counter' ? (own[0]?.name ?? name) : name;
    const created = { name: `${name}_created`, type: 'gauge', samples: samples.filter(isCreated) };
    return write([{ name: family, type, samples: own }, created].filter(hasSamples), help, 'text');
  }
  if (type === 'gaugehistogram') return write(byName(samples, 'gauge'), help, 'text');
  const family = samples[0]?.name ?? name;
  return write([{ name: family, type: TEXT_TYPES[type] ?? type, samples }], help, 'text');
}

/** What OpenMetrics would not have by its type is of unknown type, each name a family. */
function writeOpenMetrics({ name, type, openType, help, samples }: ForeignFamily): string {
  const isPlain = openType === 'unknown' && type !== 'unknown';
  const blocks = isPlain ? byName(samples, 'unknown') : [{ name, type: openType, samples }];
  return write(blocks, help, 'openmetrics');
}

function hasSamples({ samples }: Block): boolean {
  return samples.length > 0;
}

function byName(samples: readonly ForeignSample[], type: string): Block[] {
  return [...Map.groupBy(samples, (sample) => sample.name)].map(([name, own]) => ({
    name,
    type,
    samples: own,
  }));
}

function writeSample({ name, labels, value }: ForeignSample): string {
  const pairs = labels.map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${writeValue(value)}\n`;
}
