import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Fact } from '#telemetry/facts/index.ts';
import { parseJobRun } from '#telemetry/recorder/job-runs.ts';
import { CAMPAIGN, createSender, fileFact, jobFact } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const sender = createSender('batch', 'htcondor');
const send = async (...facts: readonly Fact[]) => {
  const { body } = await setup.recorder.record(sender.batch(facts));
  assert.partialDeepStrictEqual(body, { refused: [] });
};

/** The path of the run that a job is linked to; null: none. */
async function runOf(id: string): Promise<unknown> {
  const [row] = await setup.query(
    'SELECT r.path FROM job j LEFT JOIN run r ON r.id = j.run_id WHERE j.job_id = ?',
    [id],
  );
  assert.ok(row);
  return row['path'];
}

const job = (id: string, run: string) => jobFact({ id, run });

test('what a job says of its run is split into campaign and number or directory', () => {
  assert.deepEqual(parseJobRun('quax/12'), { campaign: 'quax', number: 12, directory: '12' });
  const named = { campaign: 'quax', number: null, directory: '0142_fisica' };
  assert.deepEqual(parseJobRun('quax/0142_fisica/'), named);
  assert.equal(parseJobRun('quax/0142')?.number, null);
  for (const text of ['', 'quax', 'quax/', '/12']) assert.equal(parseJobRun(text), null, text);
});

test('a job is linked by number, by directory, by name or slug of the campaign', async () => {
  const first = `/daq/${CAMPAIGN}/0001_fisica`;
  const second = `/daq/${CAMPAIGN}/prova 100%_b`;
  await send(fileFact({ run: first }), fileFact({ run: second }));
  await send(
    job('1.0', `${CAMPAIGN}/1`),
    job('2.0', `${CAMPAIGN}/0001_fisica`),
    job('3.0', 'quax/0001_fisica'),
    job('4.0', 'quax/prova 100%_b'),
    job('5.0', `${CAMPAIGN}/001_fisica`),
    job('6.0', `${CAMPAIGN}/prova 100%xb`),
    job('7.0', 'no run'),
  );
  for (const id of ['1.0', '2.0', '3.0']) assert.equal(await runOf(id), first, id);
  assert.equal(await runOf('4.0'), second);
  for (const id of ['5.0', '6.0', '7.0']) assert.equal(await runOf(id), null, id);
});

test('a job that names a run to come is linked when it appears; others stay', async () => {
  const path = `/daq/${CAMPAIGN}/0003_fisica`;
  await send(job('11.0', 'quax/0003_fisica'), job('12.0', `${CAMPAIGN}/3`), job('13.0', 'quax/4'));
  assert.equal(await runOf('11.0'), null);
  await send(fileFact({ run: path }));
  assert.equal(await runOf('11.0'), path);
  assert.equal(await runOf('12.0'), path);
  assert.equal(await runOf('13.0'), null);
});

test('a directory that two runs share links no job to either', async () => {
  await send(fileFact({ run: '/a/x_twice' }), fileFact({ run: '/b/x_twice' }));
  await send(job('21.0', 'quax/x_twice'), job('22.0', 'quax/b/x_twice'));
  assert.equal(await runOf('21.0'), null);
  assert.equal(await runOf('22.0'), '/b/x_twice');
});
