/** What is told twice or late: nothing that was seen later is undone by it. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createSender, fileFact, sweepFact, T0 } from '../../support/facts.ts';
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

const daq = { location: 'lnf-daq', uri: 'file:///a' };

const copy = copyFact;
const record = (...facts: Parameters<Sender['batch']>[0]) => recordFacts(setup, sender, facts);
const stateOf = (name: string, location = 'cnaf-tape') => copyStateOf(setup, name, location);

test('what was proved before a copy was gone stays undone, in whatever order it is told again', async () => {
  const name = 'told-twice.dat';
  const proved = copy(name, '0000000f', { at: T0 + 1_000 });
  const byHand = {
    ...copy(name, null, { at: T0 + 1_500 }),
    verified: { at: T0 + 1_500, method: 'read back' },
    evidence: undefined,
  } as const;
  const gone = copy(name, null, { at: T0 + 2_000, state: 'removed', why: 'purged' });
  const back = copy(name, null, { at: T0 + 3_000 });
  await record(fileFact({ name, adler32: '0000000f', copy: daq }), proved, byHand);
  assert.deepEqual(await stateOf(name), ['present', true, null]);
  await record(gone);
  assert.deepEqual(await stateOf(name), ['removed', false, 'purged']);
  await record(proved, byHand);
  assert.deepEqual(await stateOf(name), ['removed', false, 'purged']);
  await record(back, proved, byHand, gone, proved);
  assert.deepEqual(await stateOf(name), ['present', false, null], 'another copy, not proved');
  await record(copy(name, '0000000f', { at: T0 + 4_000 }), gone, proved);
  assert.deepEqual(await stateOf(name), ['present', true, null]);
  await record(copy(name, '000000ff', { at: T0 + 5_000 }), proved, byHand);
  assert.equal((await stateOf(name))?.[0], 'differs');
  assert.equal((await stateOf(name))?.[1], false);
});

test('a file read again where it was removed is present there; one read before that is not', async () => {
  const name = 'renamed-back.dat';
  const at = (seconds: number, adler32 = '0000000b') =>
    fileFact({ name, adler32, copy: daq, seenAt: T0 + seconds * 1_000 });
  const { evidence: _, ...removed } = copy(name, null, {
    location: 'lnf-daq',
    uri: null,
    state: 'removed',
    locality: 'disk',
    at: T0 + 20_000,
    why: 'its directory was renamed',
  });
  await record(at(10), removed);
  const isGone = ['removed', false, 'its directory was renamed'];
  assert.deepEqual(await stateOf(name, 'lnf-daq'), isGone);
  await record(at(10), at(20));
  assert.deepEqual(await stateOf(name, 'lnf-daq'), isGone);
  await record(at(30));
  assert.deepEqual(await stateOf(name, 'lnf-daq'), ['present', false, null]);
  await record(at(10), removed);
  assert.deepEqual(await stateOf(name, 'lnf-daq'), ['present', false, null]);
});

test('of two contents of a file the one that was read later stands, and a file read again changes nothing', async () => {
  const name = 'rewritten.dat';
  const at = (seconds: number, bytes: number, adler32: string) =>
    fileFact({ name, bytes, adler32, copy: daq, seenAt: T0 + seconds * 1_000 });
  const known = async () => {
    const rows = await setup.query(
      `SELECT f.bytes, f.adler32, f.seen_ms - ? AS seen, p.bytes AS copy_bytes, p.adler32 AS copy_adler32
       FROM file f JOIN replica p ON p.file_id = f.id WHERE f.name = ?`,
      [T0, name],
    );
    return Object.values(rows[0] ?? {});
  };
  await record(at(1, 10, '00000001'));
  await record(at(5, 20, '00000002'));
  await record(at(1, 10, '00000001'));
  assert.deepEqual(await known(), [20, '00000002', 5_000, 20, '00000002']);
  const { n: before } = (await setup.query('SELECT COUNT(*) AS n FROM `change`'))[0] ?? {};
  await record(at(9, 20, '00000002'), at(1, 10, '00000001'));
  const { n: after } = (await setup.query('SELECT COUNT(*) AS n FROM `change`'))[0] ?? {};
  assert.equal(after, before);
  assert.deepEqual(await known(), [20, '00000002', 5_000, 20, '00000002']);
  const curve = { startHz: 1, stopHz: 2, offsetHz: [0], db: [-1], fitDb: null };
  const swept = (seconds: number, db: number) =>
    sweepFact({ name, seenAt: T0 + seconds * 1_000, trace: { ...curve, db: [db] } });
  await record(swept(1, -1), swept(5, -5), swept(1, -1));
  const [row] = await setup.query(
    'SELECT trace_json FROM sweep s JOIN file f ON f.id = s.file_id WHERE f.name = ?',
    [name],
  );
  assert.match(String(row?.['trace_json']), /"db":\[-5\]/);
});
