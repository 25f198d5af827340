/** A configuration of the OpenTelemetry Collector (contrib), for agents that push: it hands their metrics to Prometheus under the names they have here. */

import type { ExportedFile } from './export.ts';
import { yamlText } from './rules.ts';

/** Returns `otel-collector.yml`: OTLP in; metrics out on :8889 for Prometheus, traces and the log to its own. */
export function collectorFile(): ExportedFile {
  const config = {
    receivers: {
      otlp: {
        protocols: { http: { endpoint: '127.0.0.1:4318' }, grpc: { endpoint: '127.0.0.1:4317' } },
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: 256 },
      batch: { timeout: '1s' },
      // The label by which an agent's series are told apart, as the scrape configuration gives it: one that is there stays.
      'transform/node': {
        metric_statements: [
          {
            context: 'datapoint',
            statements: [
              'set(attributes["node"], resource.attributes["service.instance.id"]) where attributes["node"] == nil',
            ],
          },
        ],
      },
    },
    exporters: {
      // Labels of the library that made a metric are on no page of an agent, and would be on every series here.
      prometheus: {
        endpoint: '127.0.0.1:8889',
        metric_expiration: '1m',
        without_scope_info: true,
      },
      debug: { verbosity: 'basic' },
    },
    service: {
      pipelines: {
        metrics: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'transform/node', 'batch'],
          exporters: ['prometheus'],
        },
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'batch'],
          exporters: ['debug'],
        },
        logs: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'batch'],
          exporters: ['debug'],
        },
      },
    },
  };
  return {
    path: 'otel-collector.yml',
    text: yamlText(
      'OpenTelemetry Collector, for agents with agent.otlp: let Prometheus scrape 127.0.0.1:8889 with honor_labels.',
      config,
    ),
  };
}
