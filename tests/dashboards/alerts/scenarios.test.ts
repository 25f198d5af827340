/** Our own evaluator raises and clears in every scenario as `promtool test rules` demands it of Prometheus. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alerts } from '#dashboards/alerts/index.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { scenarios } from '../../support/alert-scenarios/index.ts';
import type { Scenario } from '../../support/alert-scenarios/scenario.ts';
import { planOf } from '../../support/alert-scenarios/unit-test.ts';
import { createReplay } from '../../support/alarm-replay.ts';

/** `flash_run_open{campaign="quax"}` as a metric and its labels. */
function readSeries(text: string): { metric: string; labels: Record<string, string> } {
  const [metric = ''] = text.split('{', 1);
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)].map(
    ([, key = '', value = '']) => [key, value] as const,
  );
  return { metric, labels: Object.fromEntries(pairs) };
}

/** Plays a scenario; returns what is not as it should be. */
function play(alert: AlertDefinition, scenario: Scenario): readonly string[] {
  const { stepS, quiet } = scenario;
  const { checks, badEnd, end } = planOf({ ...alert, isLatched: false }, scenario);
  const { samples, machine, step } = createReplay([{ ...alert, parents: [], isLatched: false }]);
  const courses = Object.entries(scenario.series).map(([text, course]) => {
    const { metric, labels } = readSeries(text);
    return { course, fed: samples.fed(metric, labels) };
  });
  const [from, to] = [quiet * 60, badEnd * 60];
  const wrong: string[] = [];
  let next = 0;
  for (let t = 0; t <= end * 60; t += stepS) {
    for (const { course, fed } of courses)
      fed.put(t * 1_000, course({ t, from, to, isBad: t >= from && t < to }));
    step(t * 1_000);
    const firing = machine
      .alarms()
      .some(({ raisedAt, overAt }) => raisedAt !== null && overAt === null);
    for (let check = checks[next]; check !== undefined && check.atMin * 60 < t + stepS;) {
      if (firing !== (check.firing === 1))
        wrong.push(`${alert.name} at ${check.atMin} min: ${check.what}`);
      next += 1;
      check = checks[next];
    }
  }
  return wrong;
}

test('every alert that the hub can see fires when it should, not before, and clears', () => {
  const wrong = alerts
    .filter(({ seenBy }) => seenBy === 'both')
    .flatMap((alert) => {
      const scenario = scenarios[alert.name];
      return scenario === undefined ? [`${alert.name} has no scenario`] : play(alert, scenario);
    });
  assert.deepEqual(wrong, []);
});
