/** Two agents' eyes on one file: what `daq` found on the disk and what `storage` found far away meet in the catalogue. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { copyWords } from '#site/snapshot/build-run-files.ts';
import { readReplicas } from '#telemetry/catalogue/read/run.ts';

import { files, startDaq } from '../agents/collectors/daq-harness.ts';
import { storageHarness } from '../agents/collectors/storage-harness.ts';
import { startWebDavDouble } from '../agents/collectors/webdav-double.ts';
import { createSender } from '../support/facts.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';

const RUN = 'Run_2026.11-QUAX/presa dati è 1';

test('a copy is verified by its checksum, whichever agent comes first; a wrong one is said to differ', async (t) => {
  await using setup = await startTestRecorder();
  using disk = await startDaq({ complete: { rule: 'quiet', quiet_s: 1 } });
  await using double = await startWebDavDouble();
  for (const name of ['a.dat', 'b.dat', 'c.dat'])
    disk.write(`${RUN.slice(RUN.indexOf('/') + 1)}/${name}`, `content of ${name}`, 60_000);
  const facts = [...(await disk.settle()).facts];
  disk.pass(5_000);
  facts.push(...(await disk.settle()).facts);
  const found = files(facts);
  assert.equal(found.length, 3);
  for (const { name, bytes, adler32 } of found) {
    const answered = name === 'b.dat' ? 'deadbeef' : name === 'c.dat' ? null : adler32;
    const modifiedAt = Date.UTC(2026, 10, 20);
    const locality = name === 'a.dat' ? 'DISK_AND_TAPE' : 'DISK';
    double.files.set(`${RUN}/${name}`, {
      bytes: bytes ?? 0,
      adler32: answered,
      modifiedAt,
      locality,
    });
  }
  const place = { kind: 'webdav', location: 'cnaf-tape', mirrors: disk.root, url: double.url };
  const far = storageHarness({
    copies: [{ ...place, tape: 'discover', requests_per_minute: 600 }],
  });
  t.after(() => far.collector.stop?.());
  const copies = await far.round();
  assert.deepEqual(copies.problems, []);
  // The far one first: its copies wait for their files.
  for (const [agent, batch] of [
    ['store', copies.facts],
    ['lnf-daq', facts],
  ] as const) {
    const { body } = await setup.recorder.record(createSender(agent, 'x').batch(batch));
    assert.ok('refused' in body && body.refused.length === 0, JSON.stringify(body));
  }
  const [run] = await setup.query('SELECT id FROM run');
  const reader = {
    query: async <T>(sql: string, values?: readonly unknown[]) =>
      (await setup.query(sql, values)) as T[],
  };
  const rows = await readReplicas(reader, Number(run?.['id']));
  const names = new Map(
    (await setup.query('SELECT id, name FROM file')).map(({ id, name }) => [id, name]),
  );
  const words = [...Map.groupBy(rows, ({ fileId }) => fileId)].map(
    ([id, ofFile]) =>
      `${String(names.get(id))}: ${copyWords(ofFile.filter(({ location }) => location === 'cnaf-tape'))}`,
  );
  assert.deepEqual(words.toSorted(), [
    'a.dat: cnaf-tape: present, verified, archived',
    'b.dat: cnaf-tape: differs',
    'c.dat: cnaf-tape: present, unverified',
  ]);
});
