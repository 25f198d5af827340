/** A dashboard as charts: how many curves a panel has, and what is said of those that are not drawn. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines, notAbove, only, type DashboardDefinition } from '#dashboards/definition.ts';
import { thresholds } from '#dashboards/thresholds.ts';
import { dashboardCharts } from '#site/src/dashboards/charts.ts';
import { last } from '#telemetry/alerts/words.ts';
import { recorded } from '../../../support/recorded-snapshot.ts';

const WINDOW = { from: 0, to: 3_600_000 };

function dashboard(limits: readonly ReturnType<typeof notAbove>[]): DashboardDefinition {
  const values = only('{state}', last('flash_batch_jobs'), { none: 'It is a test.' });
  const panel = lines({ title: 'Jobs', question: 'How many?', values, limits, width: 8 });
  return {
    name: 'test',
    title: 'Test?',
    summary: 'A test.',
    topics: [],
    variables: [],
    spanMs: WINDOW.to,
    rows: [{ title: 'Row', panels: [panel] }],
  };
}

const channels = Object.fromEntries(
  Array.from({ length: 9 }, (_, i) => [
    `n1/flash.batch.jobs/batch_system=slurm,batch_instance=a,state=s${i}`,
    () => (i * 5) % 9,
  ]),
);

test('of many curves that are to stay below a limit the highest are drawn, and the others counted', async () => {
  const bounded = dashboard([notAbove(thresholds.heldJobsRaise)]);
  const { timeline, missing } = await dashboardCharts(bounded, recorded(channels), WINDOW);
  assert.deepEqual(
    timeline.panels.map(({ heading }) => heading?.name),
    ['s1', 's3', 's5', 's6', 's7', 's8'],
  );
  assert.deepEqual(
    missing.map(({ why }) => why),
    ['3 of its 9 curves lie lower than the 6 that are'],
  );
});

test('without a limit all are drawn', async () => {
  const { timeline, missing } = await dashboardCharts(dashboard([]), recorded(channels), WINDOW);
  assert.deepEqual([timeline.panels.length, missing.length], [9, 0]);
});
