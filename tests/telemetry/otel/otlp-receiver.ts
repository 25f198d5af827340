/** A tiny OTLP/HTTP receiver of JSON: traces read whole, metrics and logs as they came. */

import { gunzipSync } from 'node:zlib';

import { serveHttp } from '#telemetry/http/serve.ts';

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly service: string;
}

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly unknown[] };
  readonly sum?: { readonly dataPoints: readonly unknown[]; readonly isMonotonic: boolean };
}

export interface ReceivedLog {
  readonly severityText: string;
  readonly body: { readonly stringValue?: string };
  readonly attributes: readonly OtlpAttribute[];
}

interface Resource {
  readonly attributes: readonly OtlpAttribute[];
}

interface OtlpBody {
  readonly resourceMetrics?: readonly {
    readonly resource: Resource;
    readonly scopeMetrics: readonly { readonly metrics: readonly ReceivedMetric[] }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly resource: Resource;
    readonly scopeLogs: readonly { readonly logRecords: readonly ReceivedLog[] }[];
  }[];
  readonly resourceSpans?: readonly {
    readonly resource: Resource;
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Each export of metrics: all of them together. */
  readonly metrics: (readonly ReceivedMetric[])[];
  readonly logs: ReceivedLog[];
  /** Attributes of the resource that metrics last came with. */
  readonly resource: Map<string, string>;
  /** Paths that were posted to. */
  readonly paths: Set<string>;
  readonly close: () => Promise<void>;
}

/** Text of a span's attribute. */
export function attributeOf(span: ReceivedSpan, name: string): string | undefined {
  return span.attributes.find(({ key }) => key === name)?.value.stringValue;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metrics: (readonly ReceivedMetric[])[] = [];
  const logs: ReceivedLog[] = [];
  const resource = new Map<string, string>();
  const paths = new Set<string>();
  const listener = await serveHttp({
    what: 'receiver',
    address: '127.0.0.1:0',
    async handler(request) {
      paths.add(new URL(request.url).pathname);
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const body = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString()) as OtlpBody;
      for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
        const service =
          resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const span of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, service });
      }
      for (const one of body.resourceMetrics ?? []) {
        metrics.push(one.scopeMetrics.flatMap((scope) => scope.metrics));
        for (const { key, value } of one.resource.attributes)
          resource.set(key, value.stringValue ?? '');
      }
      for (const { scopeLogs } of body.resourceLogs ?? [])
        logs.push(...scopeLogs.flatMap((scope) => scope.logRecords));
      return Response.json({ partialSuccess: {} });
    },
  });
  return {
    url: listener.url,
    spans,
    metrics,
    logs,
    resource,
    paths,
    close: () => listener.close(100),
  };
}
