/** Pushes traces, metrics and logs by OTLP, over HTTP or gRPC; everything heavy is loaded here and only then. */

import { diag, DiagLogLevel, logs, SeverityNumber } from '@opentelemetry/api';
import * as api from '@opentelemetry/api';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { MetricProducer, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';

import type { LogLevel } from '../effects.ts';
import { FlashError } from '../errors.ts';
import type { LogTap } from '../log.ts';
import { environmentOf, withEnvironment } from './otlp-environment.ts';
import type { OtlpIdentity } from './otlp-environment.ts';
import { createTracer } from './start-traces.ts';
import type { Tracer } from './trace.ts';

export interface PushOptions extends OtlpIdentity {
  /** `http://host:4318`; null: the environment says where. */
  readonly url: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly producer: MetricProducer;
  /** Told once of each kind of failure. */
  readonly onProblem: (message: string) => void;
}

export interface Push {
  readonly tracer: Tracer;
  /** Sends a line of the log. */
  readonly log: LogTap;
  /** Sends what is waiting, and ends. */
  readonly close: () => Promise<void>;
}

const PROTOCOLS: Readonly<Record<string, () => PushMetricExporter>> = {
  grpc: () => new GrpcExporter(),
  'http/protobuf': () => new ProtobufExporter(),
  'http/json': () => new JsonExporter(),
};

const SEVERITIES: Readonly<Record<LogLevel, SeverityNumber>> = {
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/** Starts it by the standard `OTEL_*` variables; throws a FlashError where one of them says what cannot be. */
export function startPush(options: PushOptions): Push {
  const variables = environmentOf(options, options.url, options.env);
  tellProblems(options.onProblem);
  // Asked before ours are set: `env` may be the environment of this very process.
  const hasMetrics = options.env['OTEL_METRICS_EXPORTER'] !== 'none';
  const { sdk, provider } = withEnvironment(variables, () =>
    start(hasMetrics ? options.producer : null, variables),
  );
  const logger = logs.getLogger('flash', options.version);
  const close = async (): Promise<void> => {
    await Promise.allSettled([sdk.shutdown(), provider?.shutdown()]);
    // What is registered for the whole process goes too, so that another may begin.
    for (const global of [api.trace, logs, api.propagation, api.context, diag]) global.disable();
  };
  return {
    tracer: createTracer(api, options.version, close),
    log: (level, message, values) =>
      logger.emit({
        severityNumber: SEVERITIES[level],
        severityText: level.toUpperCase(),
        body: message,
        attributes: values,
      }),
    close,
  };
}

function start(
  producer: MetricProducer | null,
  variables: NodeJS.ProcessEnv,
): { readonly sdk: NodeSDK; readonly provider: MeterProvider | null } {
  const resource = defaultResource().merge(detectResources({ detectors: [envDetector] }));
  // Metrics have a provider of their own, with this one reader and no View: two of them would keep what is dead.
  const sdk = new NodeSDK({
    metricReaders: [],
    instrumentations: [],
    resource,
    autoDetectResources: false,
  });
  sdk.start();
  if (producer === null) return { sdk, provider: null };
  const interval = milliseconds(variables, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter(variables),
    metricProducers: [producer],
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(
      interval,
      milliseconds(variables, 'OTEL_METRIC_EXPORT_TIMEOUT', 30_000),
    ),
  });
  return { sdk, provider: new MeterProvider({ resource, readers: [reader] }) };
}

function metricExporter(variables: NodeJS.ProcessEnv): PushMetricExporter {
  const own = variables['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'];
  const protocol = (own ?? variables['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? 'http/protobuf').trim();
  const make = PROTOCOLS[protocol];
  if (make !== undefined) return make();
  throw wrong('OTEL_EXPORTER_OTLP_PROTOCOL', protocol, Object.keys(PROTOCOLS).join(', '));
}

function milliseconds(variables: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = variables[name];
  if (text === undefined || text.trim() === '') return usual;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw wrong(name, text, 'milliseconds above 0');
}

function wrong(name: string, received: string, expected: string): FlashError {
  return new FlashError({
    operation: 'push by OTLP',
    subject: name,
    reason: `expected ${expected}, received "${received}"`,
    hint: `correct ${name}, or unset it`,
  });
}

/** What the SDK would print goes to our log: each message once, however often the receiver is away. */
function tellProblems(onProblem: PushOptions['onProblem']): void {
  const told = new Set<string>();
  const tell = (...said: readonly unknown[]): void => {
    const message = said.map((one) => (one instanceof Error ? one.message : String(one))).join(' ');
    const kind = message.replaceAll(/\d+/g, '').slice(0, 120);
    if (told.has(kind) || told.size > 50) return;
    told.add(kind);
    onProblem(message.slice(0, 500));
  };
  const quiet = (): void => undefined;
  const logger = { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
