/** A tiny OTLP/HTTP receiver of JSON traces, for tests. */

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

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
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
  const paths = new Set<string>();
  const listener = await serveHttp({
    what: 'receiver',
    address: '127.0.0.1:0',
    async handler(request) {
      paths.add(new URL(request.url).pathname);
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const body = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString()) as OtlpTraces;
      for (const { resource, scopeSpans } of body.resourceSpans) {
        const service =
          resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const span of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, service });
      }
      return Response.json({ partialSuccess: {} });
    },
  });
  return { url: listener.url, spans, paths, close: () => listener.close(100) };
}
