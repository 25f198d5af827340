/** Faults of dashboards: each is named with its place and the mend. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dashboardProblems } from '#dashboards/check-dashboards.ts';
import { lines, notAbove, only, states } from '#dashboards/definition.ts';
import type { DashboardDefinition, Panel } from '#dashboards/definition.ts';
import { dashboards } from '#dashboards/questions/index.ts';
import { thresholds } from '#dashboards/thresholds.ts';
import { last } from '#telemetry/alerts/words.ts';

const NONE = { none: 'There is none in this test.' };
const room = last('flash_storage_free_bytes');
const good = lines({
  title: 'Room',
  question: 'Is there room?',
  values: only('{volume}', room, NONE),
  width: 8,
});

function withPanels(...panels: readonly Panel[]): DashboardDefinition {
  return {
    name: 'trial',
    title: 'Is it a trial?',
    summary: 'A dashboard for tests.',
    topics: [],
    variables: ['node'],
    spanMs: 60_000,
    rows: [{ title: 'Row', panels }],
  };
}

const faults = (...panels: readonly Panel[]) =>
  dashboardProblems([withPanels(...panels)], thresholds);

describe('dashboards', () => {
  it('a good one has no fault', () => {
    assert.deepEqual(faults(good), []);
    assert.deepEqual(dashboardProblems(dashboards, thresholds), []);
  });

  const cases: readonly (readonly [string, readonly Panel[], RegExp])[] = [
    [
      'two panels of one title',
      [good, good],
      /2 panels are called Room \(lines\); give each its own/,
    ],
    [
      'a misspelt metric',
      [
        {
          ...good,
          values: only(
            'room',
            { ...room, of: { metric: 'flash_storage_free_byte', where: {} } } as never,
            NONE,
          ),
        },
      ],
      /there is no metric flash_storage_free_byte; write flash_storage_free_bytes/,
    ],
    [
      'a label that the metric does not have',
      [
        {
          ...good,
          values: only(
            '{volume}',
            {
              ...room,
              of: { metric: 'flash_storage_free_bytes', where: { mount: ['x'] } },
            } as never,
            NONE,
          ),
        },
      ],
      /flash_storage_free_bytes has no label "mount"; it has node, volume/,
    ],
    [
      'a legend that the value does not have',
      [{ ...good, values: only('{mount}', room, NONE) }],
      /its legend says \{mount\}, which the value does not have; it has node, volume/,
    ],
    [
      'two units',
      [
        {
          ...good,
          values: [...good.values, ...only('{volume}', last('flash_storage_probe_up'), NONE)],
        },
      ],
      /one value is in By and one in 1; give each unit its own panel/,
    ],
    [
      'a limit in another unit',
      [{ ...good, limits: [notAbove(thresholds.fieldOn)] }],
      /its values are in By and a limit in T; give the limit in By or GB or TB/,
    ],
    [
      'a limit without reason',
      [{ ...good, limits: [notAbove({ value: 3, unit: 'GB', reason: '' })] }],
      /3 GB, which is not in dashboards\/thresholds.ts; put it there/,
    ],
    ['no value', [{ ...good, values: [] }], /it has no value/],
    [
      'states without words',
      [states({ ...good, values: only('{volume}', last('flash_storage_probe_up'), NONE) })],
      /it shows states and has no words for them/,
    ],
    [
      'SQL without value',
      [{ ...good, values: only('{volume}', room, { sql: 'SELECT 1' }) }],
      /its SQL gives no column “value”/,
    ],
    [
      'neither SQL nor reason',
      [{ ...good, values: only('{volume}', room, { none: '' }) }],
      /no sentence that says why/,
    ],
    [
      'a width that does not fit',
      [{ ...good, width: 30 }],
      /a width of 30 does not fit; take 4 to 24/,
    ],
    ['no question', [{ ...good, question: 'Room' }], /it asks nothing/],
    [
      'a run that cannot be chosen',
      [
        {
          title: 'Run',
          question: 'Which?',
          form: 'table',
          sql: 'SELECT $run',
          columns: [],
          width: 8,
          procedure: null,
        },
      ],
      /its SQL asks for \$run; add “run” to the variables/,
    ],
  ];
  for (const [name, panels, message] of cases)
    it(`${name}: it is said where and what to do`, () => {
      const found = faults(...panels);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', message);
      assert.match(found[0] ?? '', /^dashboards\/questions\/trial\.ts/);
    });

  it('what does not exist does not compile', () => {
    // @ts-expect-error there is no such metric
    last('flash_storage_free_byte');
    // @ts-expect-error there is no such label
    last('flash_storage_free_bytes', { mount: 'x' });
    // @ts-expect-error there is no such value
    last('flash_batch_jobs', { state: 'sleeping' });
  });
});
