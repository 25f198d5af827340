import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allMetrics } from '#telemetry/metrics/index.ts';
import { pushedName, translateName } from '#telemetry/otel/pushed-name.ts';

test('names are translated as receivers do', () => {
  const gauge = (name: string, unit: string): string => translateName({ name, unit }, false);
  const counter = (name: string, unit: string): string => translateName({ name, unit }, true);
  assert.equal(gauge('system.memory.usage', 'By'), 'system_memory_usage_bytes');
  assert.equal(counter('system.cpu.time', 's'), 'system_cpu_time_seconds_total');
  assert.equal(gauge('flash.daq.rate', 'By/s'), 'flash_daq_rate_bytes_per_second');
  assert.equal(gauge('flash_daq_bytes_per_second', ''), 'flash_daq_bytes_per_second');
  assert.equal(gauge('system.cpu.utilization', '1'), 'system_cpu_utilization_ratio');
  assert.equal(counter('flash_daq_bytes_total', 'By'), 'flash_daq_bytes_total');
  assert.equal(gauge('flash.files', '{file}'), 'flash_files');
});

test('every metric has one name, pulled or pushed', () => {
  const other = allMetrics.filter(
    (metric) => translateName(pushedName(metric), metric.kind === 'counter') !== metric.exposition,
  );
  assert.deepEqual(
    other.map(({ exposition }) => exposition),
    [],
  );
});
