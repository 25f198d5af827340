/** Sends traces by OTLP over HTTP, where `agent.otlp` names an address; everything heavy is loaded here and only then. */

import type { Context, Span as ApiSpan } from '@opentelemetry/api';

import { environmentOf, withEnvironment } from './otlp-environment.ts';
import type { OtlpIdentity } from './otlp-environment.ts';
import { createWallClock } from './wall-clock.ts';
import { setTracer } from './trace.ts';
import type { Span, Tracer } from './trace.ts';

export interface TraceOptions extends OtlpIdentity {
  /** `http://host:4318`. */
  readonly url: string;
}

/** Starts OpenTelemetry's SDK and makes it the process's tracer; `close` sends what is waiting. */
export async function startTraces(options: TraceOptions): Promise<Tracer> {
  const [{ NodeSDK }, api] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/api'),
  ]);
  const sdk = withEnvironment(tracesOnly(options), () => {
    // Metrics have their own reader, logs go to standard error: no default exporter of either may start.
    const made = new NodeSDK({ metricReaders: [], logRecordProcessors: [], instrumentations: [] });
    made.start();
    return made;
  });
  const made = createTracer(api, options.version, () => sdk.shutdown());
  setTracer(made);
  return made;
}

/** Makes our tracer of the one that is registered with OpenTelemetry's API. */
export function createTracer(
  api: typeof import('@opentelemetry/api'),
  version: string,
  close: () => Promise<void>,
): Tracer {
  const tracer = api.trace.getTracer('flash', version);
  const now = createWallClock();
  const contextOf = (traceparent: string): Context =>
    api.propagation.extract(api.ROOT_CONTEXT, { traceparent });
  return {
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
    close,
  };
}

function tracesOnly(options: TraceOptions): NodeJS.ProcessEnv {
  return { ...environmentOf(options, options.url), OTEL_LOGS_EXPORTER: 'none' };
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
