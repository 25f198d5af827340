/** What is wrong with an alert does not compile, or stops the build with a sentence that names the place and the mend. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertProblems, checkAlerts } from '#telemetry/alerts/check-alerts.ts';
import { alertsOf, type AlertDefinition, type AlertSpec } from '#telemetry/alerts/definition.ts';
import type { Threshold } from '#telemetry/alerts/threshold.ts';
import {
  above,
  age,
  and,
  atLeast,
  below,
  equal,
  increase,
  last,
  ratio,
  sum,
} from '#telemetry/alerts/words.ts';

const thresholds = {
  old: { value: 5, unit: 'min', reason: 'Five minutes are enough for this test.' },
  jobs: { value: 10, clear: 5, unit: '{job}', reason: 'Ten jobs are enough for this test.' },
} as const satisfies Readonly<Record<string, Threshold>>;

const GOOD: AlertSpec = {
  name: 'JobsHeld',
  severity: 'warning',
  when: above(last('flash_batch_jobs', { state: 'held' }), thresholds.jobs),
  summary: 'At {batch_instance}, {value} are held.',
  needs: ['batch'],
  owner: 'computing contact',
};

function problemsOf(change: Partial<AlertDefinition>, more: readonly AlertSpec[] = []): string {
  return alertProblems(alertsOf('computing', [{ ...GOOD, ...change }, ...more]), thresholds).join(
    '\n',
  );
}

/** What the compiler refuses, handed on as if it had not looked. */
function unseen(value: unknown): never {
  return value as never;
}

describe('an alert', () => {
  it('that is right has no problem', () => {
    assert.equal(problemsOf({}), '');
    checkAlerts(alertsOf('computing', [GOOD]), thresholds);
  });

  it('with a misspelt metric does not compile, and is named with the nearest', () => {
    // @ts-expect-error there is no such metric
    const value = last('flash_batch_job', { state: 'held' });
    assert.equal(
      problemsOf({ when: above(unseen(value), thresholds.jobs) }),
      'dashboards/alerts (computing), JobsHeld: there is no metric flash_batch_job; write flash_batch_jobs',
    );
  });

  it('with a label that does not exist does not compile, and is named with those that do', () => {
    // @ts-expect-error there is no such label
    const value = last('flash_batch_jobs', { status: 'held' });
    assert.match(
      problemsOf({ when: above(value, thresholds.jobs) }),
      /JobsHeld: flash_batch_jobs has no label "status"; it has node, batch_system, batch_instance, state/,
    );
  });

  it('with a value that a label never has does not compile', () => {
    // @ts-expect-error a job is never stuck
    const value = last('flash_batch_jobs', { state: 'stuck' });
    assert.match(problemsOf({ when: above(value, thresholds.jobs) }), /"state" is never "stuck"/);
  });

  it('with a unit that does not fit does not compile', () => {
    // @ts-expect-error jobs are not minutes
    const when = above(last('flash_batch_jobs'), thresholds.old);
    assert.match(
      problemsOf({ when }),
      /JobsHeld: the value is in \{job\} and old in min; give the threshold in \{job\}/,
    );
  });

  it('with a ratio of two units does not compile', () => {
    // @ts-expect-error seconds over bytes
    const value = ratio(last('flash_agent_last_delivery_seconds'), last('flash_agent_spool_bytes'));
    const threshold = { value: 1, unit: '1', reason: 'One is enough for this test.' } as const;
    assert.match(
      problemsOf({ when: above(value, threshold) }),
      /a ratio of s and By; both must be in one unit/,
    );
  });

  it('takes an age of times and an increase of counters alone', () => {
    // @ts-expect-error bytes are no time
    age('flash_agent_spool_bytes');
    // @ts-expect-error a gauge does not only grow
    increase('flash_agent_spool_bytes', 60_000);
  });

  it('with a threshold of its own is sent to the file of thresholds', () => {
    const when = above(last('flash_batch_jobs'), { value: 3, unit: '{job}', reason: 'Because.' });
    assert.match(
      problemsOf({ when }),
      /compares with 3 \{job\}, which is not in dashboards\/thresholds\.ts; put it there with its reason/,
    );
  });

  it('that is summed or joined by a label that is not there is named', () => {
    const when = above(sum(['queue'], last('flash_batch_jobs')), thresholds.jobs);
    assert.match(
      problemsOf({ when, summary: '{value} wait.' }),
      /taken by "queue"; the values have/,
    );
    const joined = and(
      above(last('flash_batch_jobs'), thresholds.jobs),
      equal(last('flash_catalogue_up'), unseen(thresholds.jobs)),
      ['node'],
    );
    assert.match(problemsOf({ when: joined }), /joins on "node", which one side does not have/);
  });

  it('whose summary says what the alarm does not have is named', () => {
    assert.match(
      problemsOf({ summary: 'At {queue} jobs are held.' }),
      /the summary says \{queue\}, which the alarm does not have; it has value, limit, node/,
    );
    assert.match(problemsOf({ summary: 'Jobs' }), /not a sentence; end it with a full stop/);
  });

  it('that has the name of another is named with both places', () => {
    assert.match(problemsOf({}, [GOOD]), /\(computing, computing\): 2 alerts are called JobsHeld/);
  });

  it('whose parent is not there, or not of the same thing, is named', () => {
    const parent = (alert: string, equal: string[]) => ({ parents: [{ alert, equal }] });
    assert.match(
      problemsOf(parent('JobHeld', [])),
      /parent JobHeld does not exist; write JobsHeld/,
    );
    assert.match(problemsOf(parent('JobsHeld', [])), /does not explain itself/);
    const other = { ...GOOD, name: 'Other' };
    assert.match(problemsOf(parent('Other', ['run']), [other]), /joined by "run", which one/);
  });

  it('that clears on the wrong side of its threshold is named', () => {
    const when = below(last('flash_batch_jobs'), thresholds.jobs);
    assert.match(problemsOf({ when }), /jobs clears at 5, on the wrong side of 10/);
    const right = atLeast(last('flash_batch_jobs'), thresholds.jobs);
    assert.equal(problemsOf({ when: right }), '');
  });

  it('with an odd name, duration or page is named', () => {
    assert.match(problemsOf({ name: 'jobs-held' }), /not written LikeThis/);
    assert.match(problemsOf({ forMs: -1 }), /not a span of time/);
    assert.match(problemsOf({ runbook: 'held-jobs' }), /not a page below procedures\/alarms/);
  });
});

it('a threshold without a reason stops the build', () => {
  const bare = { few: { value: 3, unit: '{job}', reason: ' ' } };
  assert.throws(() => checkAlerts([], bare), {
    message: /dashboards\/thresholds\.ts, few: it has no reason; say in a sentence why 3/,
  });
  // @ts-expect-error nor does it compile without the word
  const _none: Threshold = { value: 3, unit: '{job}' };
});
