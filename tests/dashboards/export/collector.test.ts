/**
 * The OpenTelemetry Collector's configuration hangs together: every part is of a kind that the distribution “contrib”
 * has, is used, and is there where it is used. What a real Collector says is in tests/integration.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { exportAll } from '#dashboards/export/index.ts';
import { INPUT } from '../../support/dashboard-files.ts';

type Parts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Configuration {
  readonly receivers: Parts;
  readonly processors: Parts;
  readonly exporters: Parts;
  readonly service: {
    readonly pipelines: Readonly<
      Record<string, Readonly<Record<(typeof KINDS)[number], readonly string[]>>>
    >;
  };
}

const KINDS = ['receivers', 'processors', 'exporters'] as const;
/** Of each part the settings that are used here, as its documentation has them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  otlp: ['protocols'],
  memory_limiter: ['check_interval', 'limit_mib'],
  batch: ['timeout'],
  transform: ['metric_statements'],
  prometheus: ['endpoint', 'metric_expiration', 'without_scope_info'],
  debug: ['verbosity'],
};

const text = exportAll(INPUT).find(({ path }) => path === 'otel-collector.yml')?.text ?? '';
const config = parse(text) as Configuration;

test('every part is known, declared and used', () => {
  const pipelines = Object.values(config.service.pipelines);
  assert.deepEqual(Object.keys(config.service.pipelines), ['metrics', 'traces', 'logs']);
  for (const kind of KINDS) {
    const declared = Object.entries(config[kind]);
    const used = new Set(pipelines.flatMap((pipeline) => pipeline[kind]));
    assert.deepEqual([...used].toSorted(), declared.map(([name]) => name).toSorted(), kind);
    for (const [name, settings] of declared) {
      const known = SETTINGS[name.split('/')[0] ?? ''] ?? assert.fail(`${name} is not known`);
      for (const key of Object.keys(settings)) assert.ok(known.includes(key), `${name}.${key}`);
    }
  }
  // What limits memory comes first, or what comes before it is not limited; what batches comes last.
  for (const { processors } of pipelines)
    assert.deepEqual([processors[0], processors.at(-1)], ['memory_limiter', 'batch']);
});

test('it listens on this machine alone, where agents push by default and Prometheus asks', () => {
  const endpoints = [...text.matchAll(/endpoint: (\S+)/g)].map(([, endpoint]) => endpoint);
  assert.deepEqual(endpoints, ['127.0.0.1:4318', '127.0.0.1:4317', '127.0.0.1:8889']);
});
