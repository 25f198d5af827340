/** What people write: entries, revisions, flags, shifts, runs; each act once however often it is sent. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { silentLog } from '#telemetry/effects.ts';
import type { Act, ActResult } from '#telemetry/logbook/act.ts';
import { createActHandler } from '#telemetry/recorder/acts/handler.ts';
import { parseAct, writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { CAMPAIGN, createSender, fileFact, T0 } from '../../support/facts.ts';
import { base, edit, entry } from '../../support/made-acts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let made: TestRecorder;
const RUN = { campaign: CAMPAIGN, number: 1 };
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

before(async () => {
  made = await startTestRecorder();
  const { status } = await made.recorder.record(
    createSender().batch([fileFact({ run: '/daq/1', name: 'a.dat', takenAt: T0 })]),
  );
  assert.equal(status, 200);
});
after(() => made[Symbol.asyncDispose]());

const write = async (act: unknown): Promise<ActResult> =>
  await writeAct(
    {
      pools: made.catalogue.pools,
      clock: { now: () => T0 + 1_000, monotonic: () => 0 },
      campaigns: made.config.campaigns,
      idleCloseMs: 900_000,
    },
    parseAct(act),
  );

const row = async (sql: string, ...values: unknown[]) => (await made.query(sql, values))[0];
const position = async (): Promise<unknown> =>
  (await row('SELECT MAX(seq) AS n FROM `change`'))?.['n'];

test('an entry is written once, numbered, and its run shows it', async () => {
  const act = entry({
    run: RUN,
    attachments: [{ name: 'p.png', content: PIXEL.toString('base64') }],
  });
  const revision = 'SELECT revision AS n FROM run WHERE number = 1';
  const was = Number((await row(revision))?.['n']);
  assert.deepEqual(await write(act), { id: act.id, isNew: true });
  const [seq, now] = [await position(), Number((await row(revision))?.['n'])];
  assert.equal(now, was + 1);
  assert.deepEqual(await write(act), { id: act.id, isNew: false });
  assert.equal(await position(), seq);
  assert.deepEqual(
    await row('SELECT name, bytes, image FROM attachment WHERE entry_id = ?', act.id),
    {
      name: 'p.png',
      bytes: PIXEL.length,
      image: 'png',
    },
  );
  assert.deepEqual(await row('SELECT content FROM attachment_part'), { content: PIXEL });
  await assert.rejects(write({ ...act, title: 'Other' }), /another entry has the id/);
});

test('what calls itself a picture and is none is kept as a file', async () => {
  const content = Buffer.from('<svg onload="alert(1)">').toString('base64');
  const act = entry({ attachments: [{ name: 'evil.png', content }] });
  await write(act);
  const kept = await row('SELECT image FROM attachment WHERE entry_id = ?', act.id);
  assert.deepEqual(kept, { image: null });
});

test('answers make a thread, and one to a restricted entry is restricted itself', async () => {
  const first = entry({ restricted: true, run: RUN });
  const second = entry({ replyTo: first.id });
  const third = entry({ replyTo: second.id });
  for (const act of [first, second, third]) await write(act);
  const rows = await made.query(
    'SELECT restricted, thread, run_id IS NOT NULL AS ofRun FROM log_entry WHERE thread = ?',
    [first.id],
  );
  assert.deepEqual(rows, [
    { restricted: 1, thread: first.id, ofRun: 1 },
    { restricted: 1, thread: first.id, ofRun: 1 },
  ]);
  await assert.rejects(write(entry({ replyTo: newUlid(T0) })), /there is no log entry/);
});

test('an edit is a revision; what another changed in between is not overwritten', async () => {
  const act = entry();
  await write(act);
  const change = edit(act.id, { body: 'Came.', basedOn: 1, why: 'it came', eventAt: T0 + 60_000 });
  assert.equal((await write(change)).isNew, true);
  assert.equal((await write(change)).isNew, false);
  await assert.rejects(write(edit(act.id, { title: 'x', basedOn: 1 })), /has revision 2 by now/);
  assert.deepEqual(
    await made.query(
      'SELECT n, body, why, event_ms FROM log_revision WHERE entry_id = ? ORDER BY n',
      [act.id],
    ),
    [
      { n: 1, body: 'Ordered *500 l*.', why: null, event_ms: T0 },
      { n: 2, body: 'Came.', why: 'it came', event_ms: T0 + 60_000 },
    ],
  );
  const machine = (await row("SELECT id FROM log_entry WHERE author_kind = 'machine'"))?.['id'];
  await assert.rejects(write(edit(String(machine), { title: 'x' })), /written by a machine/);
});

test('flags: of a whole run they are its quality, of a part they are not', async () => {
  const flag = {
    ...base(),
    do: 'flag.add',
    run: RUN,
    from: null,
    to: null,
    quality: 'doubtful',
    why: 'noise',
  };
  assert.equal((await write(flag)).isNew, true);
  assert.equal((await write(flag)).isNew, false);
  await write({ ...flag, ...base(), from: T0, quality: 'bad' });
  assert.deepEqual(await row('SELECT quality FROM run WHERE number = 1'), { quality: 'doubtful' });
  assert.deepEqual(await row('SELECT COUNT(*) AS n FROM quality_flag'), { n: 2 });
  await assert.rejects(write({ ...flag, ...base(), run: null }), /expected a run, or a beginning/);
  await assert.rejects(
    write({ ...flag, ...base(), run: { campaign: CAMPAIGN, number: 99 } }),
    /there is no run/,
  );
});

test('a flag that was wrong is withdrawn once, stays, and no longer counts', async () => {
  const flag = { ...base(), do: 'flag.add', run: RUN, from: null, to: null, why: 'noise' };
  const newer = { ...base(), at: T0 + 900 };
  await write({ ...flag, ...base(), at: T0 + 700, quality: 'good' });
  await write({ ...flag, ...newer, quality: 'bad' });
  const quality = () => row('SELECT quality FROM run WHERE number = 1');
  assert.deepEqual(await quality(), { quality: 'bad' });
  const withdraw = { ...base(), do: 'flag.withdraw', flag: newer.id, why: 'it was the clock' };
  assert.equal((await write(withdraw)).isNew, true);
  assert.equal((await write(withdraw)).isNew, false, 'the same request again');
  assert.deepEqual(await quality(), { quality: 'good' });
  await assert.rejects(write({ ...withdraw, ...base() }), /was withdrawn before/);
  await assert.rejects(write({ ...withdraw, ...base(), flag: base().id }), /there is no flag/);
  assert.deepEqual(
    await row(
      'SELECT withdrawn_by AS who, withdrawn_why AS why FROM quality_flag_utc WHERE id = ?',
      newer.id,
    ),
    { who: 'ada', why: 'it was the clock' },
  );
  await assert.rejects(
    made.catalogue.administrator.query("UPDATE flag_withdrawal SET why = ''"),
    /stays so/,
  );
  await assert.rejects(made.catalogue.administrator.query('DELETE FROM flag_withdrawal'), /stays/);
});

test('a shift ends where the next of its role begins', async () => {
  const shift = {
    ...base(),
    do: 'shift.set',
    person: 'Ada Neri',
    role: 'shifter',
    from: T0,
    to: null,
  };
  await write(shift);
  assert.equal((await write(shift)).isNew, false);
  await write({ ...shift, ...base(), person: 'Bo Lind', from: T0 + 3_600_000 });
  assert.deepEqual(await made.query('SELECT person, to_ms FROM shift ORDER BY from_ms'), [
    { person: 'Ada Neri', to_ms: T0 + 3_600_000 },
    { person: 'Bo Lind', to_ms: null },
  ]);
});

test('a run is started, gets its files, is edited and stopped', async () => {
  const start = {
    ...base(),
    at: T0 + 60_000,
    do: 'run.start',
    campaign: CAMPAIGN,
    path: '/daq/2',
    node: 'lnf-daq',
    site: null,
    kind: 'physics',
    title: 'Second pass',
  };
  const begun = await write(start);
  assert.deepEqual(begun, { id: start.id, isNew: true, run: { campaign: CAMPAIGN, number: 2 } });
  assert.deepEqual(await write(start), { ...begun, isNew: false });
  assert.deepEqual(await row('SELECT state, closed_by FROM run WHERE number = 1'), {
    state: 'closed',
    closed_by: 'next run',
  });
  await assert.rejects(write({ ...start, ...base() }), /is run .*\/2 already/);
  const { status } = await made.recorder.record(
    createSender('lnf-daq', 'daq2').batch([
      fileFact({ run: '/daq/2', name: 'b.dat', takenAt: T0 + 90_000, runKind: 'test' }),
    ]),
  );
  assert.equal(status, 200);
  const run = { campaign: CAMPAIGN, number: 2 };
  await write({ ...base(), do: 'run.edit', run, title: 'Third pass', kind: null, why: null });
  const tagged = { ...base(), do: 'run.edit' as const, run, title: null, kind: null, why: null };
  await write({ ...tagged, tag: ['rescan', 'candidate'] });
  await write({ ...tagged, tag: ['rescan', 'candidate'] });
  await write({ ...tagged, ...base(), tag: ['vetoed'], untag: ['candidate', 'never-had'] });
  assert.deepEqual(await row('SELECT tags FROM run WHERE number = 2'), { tags: 'rescan,vetoed' });
  await assert.rejects(
    write({ ...tagged, ...base(), tag: Array.from({ length: 12 }, (_, i) => `t${i}`) }),
    /at most 12 tags/,
  );
  await assert.rejects(write({ ...tagged, ...base() }), /nothing to change/);
  await write({ ...base(), do: 'run.stop', run, aborted: true, why: 'quench' });
  assert.deepEqual(
    await row(
      'SELECT state, closed_by, title, kind, file_count, started_by, node FROM run WHERE number = 2',
    ),
    {
      state: 'aborted',
      closed_by: 'stopped',
      title: 'Third pass',
      kind: 'physics',
      file_count: 1,
      started_by: 'ada',
      node: 'lnf-daq',
    },
  );
  const said = await made.query(
    "SELECT title FROM log_entry WHERE author_kind = 'human' AND tags = 'run' ORDER BY event_ms DESC, id",
  );
  const titles = said.map(({ title }) => title);
  assert.ok(titles.includes('Run 2 started: physics, Second pass'), JSON.stringify(titles));
  assert.ok(titles.includes('Run 2: title: Second pass → Third pass'), JSON.stringify(titles));
  assert.ok(titles.includes('Run 2: tags: none → candidate,rescan'), JSON.stringify(titles));
  await assert.rejects(
    write({ ...base(), do: 'run.stop', run, aborted: false, why: null }),
    /is aborted already/,
  );
});

test('over HTTP: a token, JSON, no page, no unknown key, and a retried request is one entry', async () => {
  let commits = 0;
  const handle = createActHandler({
    token: 'secret',
    write,
    log: silentLog,
    onCommit: () => (commits += 1),
  });
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await handle(
      new Request('http://hub/write/v1/acts', {
        method: 'POST',
        body,
        headers: { authorization: 'Bearer secret', 'content-type': 'application/json', ...headers },
      }),
    );
    return { status: response.status, body: (await response.json()) as { error?: string } };
  };
  const act: Act = entry();
  const text = JSON.stringify(act);
  assert.equal((await post(text, { authorization: 'Bearer other' })).status, 401);
  assert.equal((await post(text, { origin: 'http://hub' })).status, 403);
  assert.equal((await post(text, { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post('{')).status, 400);
  const unknown = await post(JSON.stringify({ ...act, colour: 'red' }));
  assert.equal(unknown.status, 400);
  assert.match(unknown.body.error ?? '', /colour/);
  assert.equal((await post(JSON.stringify({ ...act, title: 'a\nb' }))).status, 400);
  assert.equal((await post(JSON.stringify({ ...act, tags: ['a b'] }))).status, 400);
  assert.equal((await post(JSON.stringify({ ...act, replyTo: newUlid(T0) }))).status, 404);
  assert.equal((await post(text)).status, 201);
  assert.equal((await post(text)).status, 200);
  assert.equal((await post(JSON.stringify({ ...act, body: 'other' }))).status, 409);
  assert.equal(commits, 1);
  assert.equal((await handle(new Request('http://hub/write/v1/acts'))).status, 405);
});
