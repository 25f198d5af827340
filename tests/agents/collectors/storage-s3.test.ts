import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { KEYS, startS3Double } from './s3-double.ts';
import { copiesOf, storageHarness, T0, valueOf } from './storage-harness.ts';

const RUN = "Run_2026.11-QUAX/presa dati (1) & c'è";

async function bucket(t: TestContext, secret: string = KEYS.secret) {
  const double = await startS3Double();
  t.after(() => double[Symbol.asyncDispose]());
  const folder = mkdtempSync(join(tmpdir(), 'flash-s3-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'secret-key');
  writeFileSync(file, secret);
  for (const name of ['a.dat', 'b+1.dat', 'c.dat'])
    double.objects.set(`raw/${RUN}/${name}`, { bytes: 34, modifiedAt: T0 - 3_600_000 });
  const harness = storageHarness({
    copies: [
      {
        kind: 's3',
        location: 'infn-cloud',
        mirrors: '/mnt/d',
        url: double.url,
        bucket: double.bucket,
        prefix: 'raw',
        access_key: KEYS.access,
        secret_key_file: file,
        requests_per_minute: 6_000,
      },
    ],
  });
  t.after(() => harness.collector.stop?.());
  return { double, harness };
}

test('objects are found page by page and asked for one by one; an ETag is no adler32', async (t) => {
  const { double, harness } = await bucket(t);
  double.pageSize = 2;
  double.objects.set(`raw/${RUN}/c.dat`, {
    bytes: 34,
    modifiedAt: T0 - 3_600_000,
    crc32c: 'sOO8/Q==',
  });
  const round = await harness.round();
  assert.deepEqual(round.problems, []);
  const copies = copiesOf(round);
  assert.deepEqual(
    copies.map(({ name, run, state, locality, evidence, why }) => [
      name,
      run,
      state,
      locality,
      evidence?.adler32,
      why,
    ]),
    [
      ['a.dat', `/mnt/d/${RUN}`, 'present', 'unknown', null, null],
      ['b+1.dat', `/mnt/d/${RUN}`, 'present', 'unknown', null, null],
      [
        'c.dat',
        `/mnt/d/${RUN}`,
        'present',
        'unknown',
        null,
        'the store keeps crc32c sOO8/Q==, no adler32',
      ],
    ],
  );
  assert.equal(copies[0]?.uri, `s3://${new URL(double.url).host}/quax-raw/raw/${RUN}/a.dat`);
  assert.equal(valueOf(round, 'flash_storage_copies', { state: 'no_digest' }), 3);
});

test('a wrong key is forbidden, and the place is down', async (t) => {
  const { harness } = await bucket(t, 'another secret');
  const round = await harness.round();
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['forbidden'],
  );
  assert.equal(valueOf(round, 'flash_storage_copies_up'), 0);
  assert.ok(!JSON.stringify(round.problems).includes('another secret'));
});
