/** The alerts there are: enough of them, of every topic, and all that the hub has to know for them is recorded. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TOPICS } from '#telemetry/alerts/definition.ts';
import { selectionsOf, thresholdsOf } from '#telemetry/alerts/result.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import { alerts } from '#dashboards/alerts/index.ts';

it('there are at least thirty, some of every topic', () => {
  assert.ok(alerts.length >= 30);
  const topics = new Set(alerts.map(({ topic }) => topic));
  assert.deepEqual(
    TOPICS.filter((topic) => !topics.has(topic)),
    [],
  );
});

it('every one but “there is nothing” has a threshold', () => {
  const without = alerts.filter(({ when }) => thresholdsOf(when).length === 0);
  assert.deepEqual(
    without.map(({ name }) => name),
    ['HubAway'],
  );
});

it('what calls at night is not hidden by what does not', () => {
  const severity = new Map(alerts.map((alert) => [alert.name, alert.severity]));
  const hidden = alerts
    .filter((alert) => alert.severity === 'critical')
    .flatMap(({ name, parents }) =>
      parents
        .filter(({ alert }) => severity.get(alert) === 'info')
        .map(({ alert }) => `${name} is hidden by ${alert}`),
    );
  assert.deepEqual(hidden, []);
});

/** Metrics of agents that the hub knows from the readings of channels themselves. */
const FROM_READINGS = /^flash_(channel|cryostat)_|^flash_daq_bytes_per_second$/;

it('what our own alarms ask is known at the hub: made there, recorded by agents, or in the readings', () => {
  const unknown = alerts
    .filter(({ seenBy }) => seenBy === 'both')
    .flatMap(({ name, when }) =>
      selectionsOf(when)
        .map(({ metric }) => metricNamed(metric))
        .filter(
          (metric) =>
            metric !== undefined &&
            metric.owner !== 'hub' &&
            metric.recordMs === null &&
            !FROM_READINGS.test(metric.exposition),
        )
        .map((metric) => `${name}: ${metric?.exposition} is not recorded; give it recordMs`),
    );
  assert.deepEqual(unknown, []);
});
