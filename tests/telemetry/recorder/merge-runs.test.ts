/** Two runs become one; a campaign gets another name; what still comes under the old ones finds its way. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { applyCampaigns } from '#telemetry/catalogue/campaigns.ts';
import { findRunId } from '#telemetry/catalogue/find-run.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { FlashError } from '#telemetry/errors.ts';
import { mergeRuns } from '#telemetry/recorder/merge-runs.ts';
import { renameCampaign } from '#telemetry/recorder/rename-campaign.ts';
import { CAMPAIGN, createSender, fileFact, jobFact, sweepFact, T0 } from '../../support/facts.ts';
import { settings, startTestRecorder, type TestRecorder } from './setup.ts';

let made: TestRecorder;
const by = { author: 'ada', clock: systemClock };
const sender = createSender();
const runs = ['/daq/1', '/daq/2', '/daq/3'] as const;

before(async () => {
  made = await startTestRecorder();
  const at = (run: string, name: string, minute: number, part: object = {}) =>
    fileFact({ run, name, takenAt: T0 + minute * 60_000, ...part });
  await record([
    at(runs[0], 'a.dat', 0),
    at(runs[0], 'S11_a.txt', 1, { bytes: 40_000 }),
    sweepFact({ run: runs[0], name: 'S11_a.txt', takenAt: T0 + 60_000 }),
    at(runs[0], 'both.dat', 2, { adler32: '0a1b2c3d', copy: copyAt('daq') }),
    at(runs[1], 'b.dat', 10),
    at(runs[1], 'both.dat', 2, { copy: copyAt('cloud') }),
    at(runs[1], 'S11_b.txt', 11, { bytes: 40_000 }),
    sweepFact({ run: runs[1], name: 'S11_b.txt', takenAt: T0 + 11 * 60_000 }),
    at(runs[2], 'c.dat', 20),
    jobFact({ run: `${CAMPAIGN}/1` }),
  ]);
});
after(() => made[Symbol.asyncDispose]());

const copyAt = (location: string) => ({ location, uri: `file:///${location}` });

async function record(facts: Parameters<typeof sender.batch>[0]): Promise<void> {
  const { status, body } = await made.recorder.record(sender.batch(facts));
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual('refused' in body ? body.refused : null, []);
}

const idOf = async (number: number): Promise<number> =>
  await findRunId(made.catalogue.pools.publisher, CAMPAIGN, number);

async function merge(from: number, into: number) {
  const ids = { from: await idOf(from), into: await idOf(into) };
  const connection = made.catalogue.administrator;
  return await mergeRuns({ connection, ...ids, author: 'ada', clock: systemClock });
}

test('files of one name and different contents are not merged, and nothing changes', async () => {
  await record([fileFact({ run: runs[2], name: 'both.dat', bytes: 7, takenAt: T0 + 20 * 60_000 })]);
  await assert.rejects(merge(3, 2), /both\.dat for one/);
  const [row] = await made.query('SELECT COUNT(*) AS n FROM run');
  assert.equal(row?.['n'], 3);
  await assert.rejects(merge(2, 2), /two runs/);
});

test('files, sweeps, copies, jobs and entries go over; steps are found anew over both', async () => {
  assert.deepEqual(await merge(1, 2), { files: 3, same: 1 });
  const id = await idOf(2);
  const names = await made.query('SELECT name, adler32 FROM file WHERE run_id = ? ORDER BY name', [
    id,
  ]);
  assert.deepEqual(
    names.map(({ name }) => name),
    ['S11_a.txt', 'S11_b.txt', 'a.dat', 'b.dat', 'both.dat'],
  );
  assert.equal(names[4]?.['adler32'], '0a1b2c3d');
  const copies = await made.query('SELECT location FROM replica ORDER BY location');
  assert.deepEqual(copies, [{ location: 'cloud' }, { location: 'daq' }]);
  assert.deepEqual(
    await made.query('SELECT file_count, first_file_ms, start_ms FROM run WHERE id = ?', [id]),
    [{ file_count: 5, first_file_ms: T0, start_ms: T0 }],
  );
  const steps = await made.query('SELECT n, start_ms FROM step WHERE run_id = ? ORDER BY n', [id]);
  assert.equal(steps[0]?.['start_ms'], T0 + 60_000);
  assert.deepEqual(await made.query('SELECT run_id FROM job'), [{ run_id: id }]);
  const entries = await made.query("SELECT title FROM log_entry WHERE author = 'ada'");
  assert.deepEqual(entries, [{ title: 'Run 1 was merged into run 2' }]);
  const strays = await made.query(
    'SELECT COUNT(*) AS n FROM log_entry WHERE run_id IS NOT NULL AND run_id NOT IN (SELECT id FROM run)',
  );
  assert.deepEqual(strays, [{ n: 0 }]);
});

test('who asks for the old number is told where it went; late files of its path go there', async () => {
  await assert.rejects(idOf(1), (error: FlashError) => {
    assert.match(error.message, /merged into run 2 on \d{4}-\d\d-\d\d/);
    return true;
  });
  await record([
    fileFact({ run: runs[0], name: 'late.dat', takenAt: T0 + 180_000 }),
    jobFact({ id: '9.0', run: `${CAMPAIGN}/1` }),
  ]);
  const id = await idOf(2);
  const found = await made.query("SELECT run_id FROM file WHERE name = 'late.dat'");
  assert.deepEqual(found, [{ run_id: id }]);
  const linked = await made.query("SELECT run_id FROM job WHERE job_id = '9.0'");
  assert.deepEqual(linked, [{ run_id: id }]);
});

test('a run that took others in and is merged itself leads them on; a deleted one leads nowhere', async () => {
  await made.catalogue.administrator.query("DELETE FROM file WHERE name = 'both.dat'");
  await merge(2, 3);
  const last = await idOf(3);
  assert.deepEqual(await made.query('SELECT number, into_run_id FROM run_merged ORDER BY number'), [
    { number: 1, into_run_id: last },
    { number: 2, into_run_id: last },
  ]);
  await record([fileFact({ run: '/daq/4', name: 'd.dat', takenAt: T0 + 3_600_000 })]);
  const { administrator } = made.catalogue;
  await administrator.query('INSERT INTO file (run_id, name) VALUES (?, ?)', [
    await idOf(4),
    'lent.dat',
  ]);
  await administrator.query("UPDATE file SET run_id = ? WHERE name = 'lent.dat'", [last]);
  await administrator.query('DELETE FROM run WHERE id = ?', [await idOf(4)]);
  assert.deepEqual(await made.query('SELECT number FROM run_merged WHERE number = 4'), []);
});

test('facts and a configuration with the old name mean the renamed campaign', async () => {
  const { administrator, pools } = made.catalogue;
  const names = { campaign: 'quax', name: 'Run_pilot', slug: 'pilot' };
  await renameCampaign(pools.recorder, { ...names, ...by });
  await record([
    fileFact({ run: '/daq/5', name: 'e.dat', takenAt: T0 + 7_200_000 }),
    // Its steps are in the log under the old name.
    sweepFact({ run: runs[2], name: 'c.dat', takenAt: T0 + 20 * 60_000 }),
  ]);
  const { campaigns } = made.config;
  await applyCampaigns({ connection: administrator, campaigns, clock: systemClock });
  assert.deepEqual(await made.query('SELECT name, slug FROM campaign'), [
    { name: 'Run_pilot', slug: 'pilot' },
  ]);
  for (const campaign of [CAMPAIGN, 'quax', 'pilot', 'Run_pilot'])
    assert.ok((await findRunId(pools.publisher, campaign, 3)) > 0, campaign);
  const other = [{ ...settings.campaigns[0], name: 'Other', slug: 'pilot' }];
  await assert.rejects(
    applyCampaigns({
      connection: administrator,
      campaigns: other.map((campaign) => ({ ...campaign, key_channels: [] })),
      clock: systemClock,
    }),
    /belongs to another campaign/,
  );
  await made.query('SELECT 1');
  const back = { campaign: 'Run_pilot', name: CAMPAIGN, slug: 'quax' };
  await renameCampaign(pools.recorder, { ...back, ...by });
  await administrator.query("INSERT INTO campaign (name, slug) VALUES ('Other', 'other')");
  await assert.rejects(
    renameCampaign(pools.recorder, { ...back, campaign: 'other', name: 'Run_pilot', ...by }),
    /was, that of another campaign/,
  );
});
