/** Conditions as PromQL, to the letter. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  above,
  absent,
  age,
  and,
  equal,
  last,
  max,
  or,
  ratio,
  slope,
  sum,
  unless,
} from '#telemetry/alerts/words.ts';
import { alerts } from '#dashboards/alerts/index.ts';
import { summaryTemplate } from '#dashboards/export/annotation.ts';
import { pacedThreshold } from '#dashboards/export/pace.ts';
import { conditionText, quote, spanText, valueText } from '#dashboards/export/promql.ts';
import { thresholds } from '#dashboards/thresholds.ts';

test('spans', () => {
  assert.deepEqual([90_000, 5_400_000, 250, 0.2, 86_400_000].map(spanText), [
    '1m30s',
    '1h30m',
    '250ms',
    '1ms',
    '1d',
  ]);
});

test('values, with every span divided by the pace', () => {
  const jobs = last('flash_batch_jobs', { state: ['idle', 'held'], batch_instance: 'a"b' });
  assert.equal(
    valueText(sum(['node'], jobs)),
    'sum by (node) (flash_batch_jobs{state=~"idle|held",batch_instance="a\\"b"})',
  );
  assert.equal(
    valueText(max(['node'], slope('flash_storage_used_bytes', 3_600_000)), 60),
    'max by (node) (deriv(flash_storage_used_bytes[1m]))',
  );
  assert.equal(
    valueText(ratio(last('flash_storage_used_bytes'), last('flash_storage_size_bytes'))),
    '(flash_storage_used_bytes / on(node, volume) (flash_storage_size_bytes != 0))',
  );
  assert.equal(quote('a\\b\n'), '"a\\\\b\\n"');
});

test('a time of work is divided by the pace, down to half a minute; other thresholds stay', () => {
  const silent = above(age('flash_run_last_file_timestamp_seconds'), thresholds.fileSilence);
  const limits = [1, 5, 60].map((pace) => /> (\d+)\)/.exec(conditionText(silent, 'X', pace))?.[1]);
  assert.deepEqual(limits, ['300', '60', '30']);
  const old = above(age('flash_node_last_heartbeat_timestamp_seconds'), thresholds.agentSilent);
  assert.equal(conditionText(old, 'X', 60), conditionText(old, 'X'));
  const noNewFile = alerts.find(({ name }) => name === 'NoNewFile');
  assert.ok(noNewFile);
  assert.match(summaryTemplate(noNewFile, 60), /within 30\s*s\.$/);
  assert.match(summaryTemplate(noNewFile), /within 5\s*min\.$/);
});

test('where a time of work clears keeps its share of it at every pace', () => {
  const threshold = { value: 300, clear: 240, unit: 's', isOfWork: true, reason: 'A.' } as const;
  const paced = [1, 5, 60].map((pace) => pacedThreshold(threshold, pace));
  assert.deepEqual(
    paced.map(({ value, clear }) => [value, clear]),
    [
      [300, 240],
      [60, 48],
      [30, 24],
    ],
  );
});

test('conditions, joined by the labels that both have', () => {
  const old = above(age('flash_node_last_heartbeat_timestamp_seconds'), thresholds.agentSilent);
  const seen = equal(last('flash_agent_info'), thresholds.isSo);
  assert.equal(
    conditionText(unless(old, seen), 'X'),
    '(((time() - flash_node_last_heartbeat_timestamp_seconds) > 30) unless on(node) (flash_agent_info == 1))',
  );
  const away = equal(last('flash_catalogue_up'), thresholds.isNot);
  assert.equal(
    conditionText(and(seen, away), 'X'),
    '((flash_agent_info == 1) and on() (flash_catalogue_up == 0))',
  );
  assert.equal(
    conditionText(or(away, absent('flash_hub_info')), 'X'),
    '((flash_catalogue_up == 0) or absent(flash_hub_info))',
  );
});

test('a raised alarm stays until its threshold clears', () => {
  const behind = above(last('flash_daq_checksum_backlog_bytes'), thresholds.unreadBytes);
  assert.equal(
    conditionText(behind, 'ReadingBehind'),
    '(flash_daq_checksum_backlog_bytes > 56000000000 or (flash_daq_checksum_backlog_bytes > 28000000000 and on(node) ALERTS{alertname="ReadingBehind",alertstate="firing"}))',
  );
});
