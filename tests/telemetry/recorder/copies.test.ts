import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readCopyCounts } from '#telemetry/catalogue/read/runs.ts';
import type { CopyListFact } from '#telemetry/facts/file.ts';
import type { QuotaFact } from '#telemetry/facts/quota.ts';
import { judgeCopy } from '#telemetry/recorder/apply/copy-evidence.ts';

import { CAMPAIGN, createSender, fileFact, RUN_PATH, T0 } from '../../support/facts.ts';
import type { Sender } from '../../support/facts.ts';
import { copyFact, copyStateOf, recordFacts } from './copy-facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
let sender: Sender;
before(async () => {
  setup = await startTestRecorder();
  sender = createSender('store', 'storage');
});
after(() => setup[Symbol.asyncDispose]());

const KEY = { campaign: CAMPAIGN, run: RUN_PATH };

const copy = copyFact;
const record = (...facts: Parameters<Sender['batch']>[0]) => recordFacts(setup, sender, facts);
const stateOf = (name: string, location = 'cnaf-tape') => copyStateOf(setup, name, location);

async function counts() {
  const runs = await setup.query('SELECT id FROM run WHERE path = ?', [RUN_PATH]);
  const reader = {
    query: async <T>(sql: string, values?: readonly unknown[]) =>
      (await setup.query(sql, values)) as T[],
  };
  const [row] = await readCopyCounts(reader, [Number(runs[0]?.['id'])]);
  return [Number(row?.present), Number(row?.verified), Number(row?.archived)];
}

const daq = { location: 'lnf-daq', uri: 'file:///a' };

test('a digest that equals the known one verifies, another differs loudly, none proves nothing', async () => {
  await record(
    fileFact({ name: 'a.dat', adler32: '0000000a', copy: daq }),
    fileFact({ name: 'b.dat', adler32: '0000000b', copy: daq }),
    fileFact({ name: 'c.dat', adler32: '0000000c', copy: daq }),
    fileFact({ name: 'd.dat', adler32: null, copy: daq }),
  );
  assert.deepEqual(
    await record(
      copy('a.dat', '0000000a'),
      copy('b.dat', 'ffffffff'),
      copy('c.dat', null),
      copy('d.dat', '0000000d'),
    ),
    [],
  );
  assert.deepEqual(await stateOf('a.dat'), ['present', true, null]);
  const differs = ['differs', false, 'its storage answers adler32 ffffffff, written was 0000000b'];
  assert.deepEqual(await stateOf('b.dat'), differs);
  assert.deepEqual(await stateOf('c.dat'), ['present', false, null]);
  assert.deepEqual(await stateOf('d.dat'), ['present', false, null]);
  // Four files, of which one is proved; the one that differs has a copy on our disk, and none on tape.
  assert.deepEqual(await counts(), [4, 1, 3]);
  const [entry] = await setup.query("SELECT title, body FROM log_entry WHERE tags = 'copies'");
  assert.match(String(entry?.['title']), /1 copy differs at cnaf-tape from what was written/);
  assert.match(String(entry?.['body']), /^b\.dat: its storage answers adler32 ffffffff/);
});

test('what is seen later without a digest neither proves nor clears', async () => {
  await record(copy('b.dat', null, { at: T0 + 2_000 }), copy('a.dat', null, { at: T0 + 2_000 }));
  assert.equal((await stateOf('b.dat'))?.[0], 'differs');
  assert.deepEqual(await stateOf('a.dat'), ['present', true, null]);
});

test('a file that is read again may unmake a proof, a checksum that comes late may make one', async () => {
  await record(
    fileFact({ name: 'a.dat', adler32: '000000aa' }),
    fileFact({ name: 'd.dat', adler32: '0000000d' }),
  );
  assert.equal((await stateOf('a.dat'))?.[0], 'differs');
  assert.deepEqual(await stateOf('d.dat'), ['present', true, null]);
  await record(
    copy('a.dat', '000000aa', { at: T0 + 3_000 }),
    copy('b.dat', '0000000b', { at: T0 + 3_000 }),
  );
  assert.deepEqual(await stateOf('a.dat'), ['present', true, null]);
  assert.deepEqual(await stateOf('b.dat'), ['present', true, null]);
  const [entry] = await setup.query("SELECT title FROM log_entry WHERE tags = 'copies'");
  assert.match(String(entry?.['title']), /no copy at cnaf-tape differs any more/);
});

test('a copy that is no longer listed is removed, its proof with it; it does not come back proved', async () => {
  const list: CopyListFact = {
    kind: 'copy-list',
    ...KEY,
    location: 'cnaf-tape',
    at: T0 + 4_000,
    names: ['b.dat', 'c.dat', 'd.dat'],
  };
  await record(list);
  assert.deepEqual(await stateOf('a.dat'), ['removed', false, 'no longer listed at the location']);
  assert.deepEqual(await stateOf('b.dat'), ['present', true, null]);
  assert.equal(
    (await stateOf('a.dat', 'lnf-daq'))?.[0],
    'present',
    'another place is another matter',
  );
  await record(copy('a.dat', null, { at: T0 + 5_000 }));
  assert.deepEqual(await stateOf('a.dat'), ['present', false, null]);
  await record({ ...list, at: T0 + 4_500, names: [] });
  assert.deepEqual(await stateOf('a.dat'), ['present', false, null], 'it was seen after that list');
});

test('a copy that is seen before its file waits for it; one without evidence is refused as before', async () => {
  const early = copy('early.dat', '0000000e');
  assert.deepEqual(await record(early, copy('early.dat', null, { at: T0 + 6_000 })), []);
  assert.equal(await stateOf('early.dat'), null);
  const { evidence: _, ...bare } = copy('nobody.dat', null);
  assert.match((await record(bare))[0]?.reason ?? '', /not in the catalogue/);
  await record(fileFact({ name: 'early.dat', adler32: '0000000e', copy: daq }));
  assert.deepEqual(await stateOf('early.dat'), ['present', true, null]);
  assert.deepEqual(await setup.query('SELECT 1 FROM copy_waiting'), []);
});

test('the judgement of a copy: sizes count, and a proof of another kind stands', () => {
  const about = {
    state: 'present',
    bytes: 10,
    adler32: null,
    digest_ms: null,
    verified_ms: 5,
    why: null,
    file_bytes: 10,
    file_adler32: '0000000a',
  } as const;
  assert.equal(judgeCopy(about).verifiedMs, 5);
  assert.equal(judgeCopy({ ...about, bytes: 11 }).state, 'differs');
  assert.equal(judgeCopy({ ...about, bytes: null }).state, 'present');
  assert.equal(judgeCopy({ ...about, adler32: '0000000a', digest_ms: 9 }).verifiedMs, 9);
});

function quota(part: Partial<QuotaFact> = {}): QuotaFact {
  return {
    kind: 'quota',
    resource: 'infn-cloud/volumes',
    label: 'INFN Cloud volumes',
    role: 'cloud',
    unit: 'By',
    standing: 'assigned',
    bound: 'limited',
    value: 130e12,
    validFrom: T0,
    source: 'allocation',
    note: '260 TB recorded by mistake, to be reduced',
    at: T0,
    ...part,
  };
}

test('quotas are kept by standing, source and day; none is not zero, and a value without a limit is refused', async () => {
  assert.deepEqual(
    await record(
      quota({ value: 260e12, validFrom: T0 - 86_400_000, note: null }),
      quota(),
      quota({ standing: 'requested', value: 200e12 }),
      quota({ resource: 'cloudveneto/tape', bound: 'none', value: null, role: 'tape' }),
      {
        ...quota(),
        kind: 'usage',
        resource: 'infn-cloud/cpu',
        unit: '{cpu}',
        used: 30,
        capacity: 50,
      } as never,
    ).then((refused) => refused.length),
    1,
    'a usage fact with the fields of a quota is refused',
  );
  assert.equal(
    (await record(quota({ bound: 'none' })))[0]?.reason.includes('expected a value where'),
    true,
  );
  await record(quota({ value: 1, at: T0 - 1 }));
  const rows = await setup.query(
    'SELECT resource, standing, bound, value, note FROM quota_now ORDER BY resource, standing',
  );
  assert.deepEqual(rows, [
    {
      resource: 'cloudveneto/tape',
      standing: 'assigned',
      bound: 'none',
      value: null,
      note: '260 TB recorded by mistake, to be reduced',
    },
    {
      resource: 'infn-cloud/volumes',
      standing: 'assigned',
      bound: 'limited',
      value: 130e12,
      note: '260 TB recorded by mistake, to be reduced',
    },
    {
      resource: 'infn-cloud/volumes',
      standing: 'requested',
      bound: 'limited',
      value: 200e12,
      note: '260 TB recorded by mistake, to be reduced',
    },
  ]);
});
