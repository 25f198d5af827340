/** Answers `GET /metrics`: one reader, one producer, our own serializer, and 503 where there is nothing true to say. */

import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

import type { Clock } from '../effects.ts';
import type { PlainRequest, PlainResponse } from '../http/serve-plain.ts';
import type { Board } from './board.ts';
import { createForeignWriter } from './foreign-text.ts';
import { acceptsGzip, negotiateFormat } from './negotiate.ts';
import { createProducer } from './producer.ts';
import { CONTENT_TYPES, createSerializer } from './serialize.ts';

export interface ExpositionOptions {
  readonly board: Board;
  readonly clock: Clock;
  /** A collection that takes longer is answered 503. Default 5 s. */
  readonly timeoutMs?: number;
}

export interface Exposition {
  readonly handle: (request: PlainRequest) => Promise<PlainResponse>;
  readonly close: () => Promise<void>;
}

/** Below this many characters compressing costs more than it saves. */
const GZIP_FROM = 1_000;

/** Makes the handler of `/metrics`; never throws. */
export function createExposition({
  board,
  clock,
  timeoutMs = 5_000,
}: ExpositionOptions): Exposition {
  const producer = createProducer({ board, clock, names: 'outer' });
  const reader = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    metricProducers: [producer],
  });
  // No Views and no second reader: the two together leak (see the anchors' findings in the handbook).
  const provider = new MeterProvider({ readers: [reader] });
  const serialize = createSerializer();
  const writeForeign = createForeignWriter();
  return {
    async handle({ headers }) {
      const { resourceMetrics, errors } = await collectOrExplain(reader, timeoutMs);
      const hasPoints = resourceMetrics?.scopeMetrics.some(({ metrics }) => metrics.length > 0);
      if (errors.length > 0 || resourceMetrics === null || hasPoints !== true)
        return unavailable(errors);
      const format = negotiateFormat(headers.get('accept'));
      const foreign = writeForeign(
        board.foreign(() => namesIn(resourceMetrics)),
        format,
      );
      const body = serialize(resourceMetrics, format, foreign);
      const type = { 'content-type': CONTENT_TYPES[format], vary: 'accept, accept-encoding' };
      if (body.length < GZIP_FROM || !acceptsGzip(headers.get('accept-encoding')))
        return { status: 200, headers: type, body };
      const { gzipSync } = process.getBuiltinModule('node:zlib');
      const zipped = gzipSync(body, { level: 1 });
      return { status: 200, headers: { ...type, 'content-encoding': 'gzip' }, body: zipped };
    },
    close: () => provider.shutdown(),
  };
}

/** Every name our metrics take, with and without `_total` and `_info`. */
function namesIn({ scopeMetrics }: ResourceMetrics): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { metrics } of scopeMetrics)
    for (const { descriptor } of metrics) {
      names.add(descriptor.name);
      names.add(descriptor.name.replace(/_(total|info)$/, ''));
    }
  return names;
}

async function collectOrExplain(
  reader: PrometheusExporter,
  timeoutMillis: number,
): Promise<{
  readonly resourceMetrics:
    Awaited<ReturnType<PrometheusExporter['collect']>>['resourceMetrics'] | null;
  readonly errors: readonly unknown[];
}> {
  try {
    return await reader.collect({ timeoutMillis });
  } catch (thrown) {
    return { resourceMetrics: null, errors: [thrown] };
  }
}

function unavailable(errors: readonly unknown[]): PlainResponse {
  const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  const text = reasons.length === 0 ? 'nothing has been observed yet' : reasons.join('; ');
  return {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `Metrics cannot be given now: ${text}.\n`,
  };
}
