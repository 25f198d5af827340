/** Sends traces by OTLP over HTTP, where `agent.otlp` names an address; everything heavy is loaded here and only then. */

import type { Context, Span as ApiSpan } from '@opentelemetry/api';

import { createWallClock } from './wall-clock.ts';
import { setTracer } from './trace.ts';
import type { Span, Tracer } from './trace.ts';

export interface TraceOptions {
  /** `http://host:4318`. */
  readonly url: string;
  /** `flash-agent` or `flash-hub`. */
  readonly service: string;
  /** Whether traces begin here; where they do not, only those that come from elsewhere are gone on with. */
  readonly begins: boolean;
  readonly node: string;
  readonly site: string;
  readonly version: string;
}

/** Starts OpenTelemetry's SDK and makes it the process's tracer; `close` sends what is waiting. */
export async function startTraces(options: TraceOptions): Promise<Tracer> {
  const [{ NodeSDK }, api] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/api'),
  ]);
  const sdk = withEnvironment(environmentOf(options), () => {
    // Metrics have their own reader, logs go to standard error: no default exporter of either may start.
    const made = new NodeSDK({ metricReaders: [], logRecordProcessors: [], instrumentations: [] });
    made.start();
    return made;
  });
  const tracer = api.trace.getTracer('flash', options.version);
  const now = createWallClock();
  const made: Tracer = {
    span(name, attributes, work, parent, others) {
      const above = parent === null ? api.context.active() : contextOf(parent);
      const links = others.flatMap((other) => {
        const context = api.trace.getSpanContext(contextOf(other));
        return context === undefined ? [] : [{ context }];
      });
      const begun = { attributes, links, startTime: now() };
      return tracer.startActiveSpan(name, begun, above, async (span) => {
        try {
          return await work(toSpan(span));
        } catch (thrown) {
          const message = thrown instanceof Error ? thrown.message : String(thrown);
          span.setStatus({ code: api.SpanStatusCode.ERROR, message });
          throw thrown;
        } finally {
          span.end(now());
        }
      });
    },
    close: () => sdk.shutdown(),
  };
  const contextOf = (traceparent: string): Context =>
    api.propagation.extract(api.ROOT_CONTEXT, { traceparent });
  setTracer(made);
  return made;
}

/** What the SDK reads from the environment, and from nowhere else. */
function environmentOf({
  url,
  service,
  begins,
  node,
  site,
  version,
}: TraceOptions): NodeJS.ProcessEnv {
  const attributes = {
    'service.namespace': 'flash',
    'service.instance.id': node,
    'service.version': version,
    'host.name': node,
    'flash.site': site,
  };
  return {
    OTEL_SERVICE_NAME: service,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join(','),
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_TRACES_SAMPLER: begins ? 'parentbased_always_on' : 'parentbased_always_off',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_PROPAGATORS: 'tracecontext',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  };
}

/** Runs `work` with the variables set, and puts the environment back as it was. */
function withEnvironment<Result>(variables: NodeJS.ProcessEnv, work: () => Result): Result {
  const before = Object.keys(variables).map((key) => [key, process.env[key]] as const);
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}

/** `traceparent` as W3C Trace Context level 1 writes it. */
function toSpan(span: ApiSpan): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = traceFlags.toString(16).padStart(2, '0');
  return {
    traceparent: span.isRecording() ? `00-${traceId}-${spanId}-${flags}` : null,
    set: (attributes) => {
      span.setAttributes(attributes);
    },
  };
}
