import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { CollectorRound } from '#agents/collector.ts';

import { startOpenStackDouble } from './openstack-double.ts';
import { storageHarness, T0, valueOf } from './storage-harness.ts';

function quotasOf({ facts }: CollectorRound) {
  return facts.flatMap((fact) =>
    fact.kind === 'quota' ? [[fact.resource, fact.bound, fact.value, fact.validFrom]] : [],
  );
}

function usageOf({ facts }: CollectorRound) {
  return facts.flatMap((fact) =>
    fact.kind === 'usage' ? [[fact.resource, fact.used, fact.capacity]] : [],
  );
}

test('quotas of the configuration are told once, with unit, source and note; three dashes are none', async () => {
  const settings = {
    quotas: [
      {
        place: 'infn-cloud',
        label: 'INFN Cloud',
        source: 'allocation letter',
        valid_from: '2026-01-01',
        limits: [
          { resource: 'cpu', value: '50 vCPU' },
          {
            resource: 'volumes',
            value: '130 TB',
            note: 'to be reduced',
            used: '98 TB',
            used_at: '2026-11-01T00:00:00Z',
          },
          { resource: 'objects', value: '---' },
          { resource: 'ram', value: '100 vCPU' },
        ],
      },
    ],
  };
  const harness = storageHarness(settings);
  const round = await harness.round();
  const since = Date.UTC(2026, 0, 1);
  assert.deepEqual(quotasOf(round), [
    ['infn-cloud/cpu', 'limited', 50, since],
    ['infn-cloud/volumes', 'limited', 130e12, since],
    ['infn-cloud/objects', 'none', null, since],
  ]);
  assert.deepEqual(usageOf(round), [['infn-cloud/volumes', 98e12, 130e12]]);
  assert.deepEqual(
    round.problems.map(({ reason, subject }) => [reason, subject]),
    [['unit', 'infn-cloud/ram']],
  );
  const labels = { place: 'infn-cloud', resource: 'volumes' };
  assert.equal(valueOf(round, 'flash_storage_quota_bytes', labels), 130e12);
  assert.equal(valueOf(round, 'flash_storage_quota_used_bytes', labels), 98e12);
  assert.equal(valueOf(round, 'flash_storage_quota', { resource: 'cpu' }), 50);
  assert.equal(valueOf(round, 'flash_storage_quota_bytes', { resource: 'objects' }), undefined);
  const next = await harness.round();
  assert.deepEqual(next.facts, []);
  assert.equal(valueOf(next, 'flash_storage_quota_bytes', labels), 130e12);
});

async function cloud(t: TestContext, secret = 'right') {
  const double = await startOpenStackDouble({ id: 'cred1', secret: 'right' });
  t.after(() => double[Symbol.asyncDispose]());
  const folder = mkdtempSync(join(tmpdir(), 'flash-cloud-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'credential');
  writeFileSync(file, `${secret}\n`);
  const harness = storageHarness({
    openstack: [
      {
        place: 'infn-cloud',
        label: 'INFN Cloud',
        auth_url: double.authUrl,
        credential_id: 'cred1',
        credential_secret_file: file,
      },
    ],
  });
  t.after(() => harness.collector.stop?.());
  return { double, harness, file };
}

const GIB = 2 ** 30;

test('a cloud answers its limits and their use; -1 is unlimited; units are ours', async (t) => {
  const { double, harness } = await cloud(t);
  const round = await harness.round();
  assert.deepEqual(round.problems, []);
  assert.deepEqual(quotasOf(round), [
    ['infn-cloud/cpu', 'limited', 50, T0],
    ['infn-cloud/ram', 'limited', 100 * GIB, T0],
    ['infn-cloud/instances', 'unlimited', null, T0],
    ['infn-cloud/volumes', 'limited', 130_000 * GIB, T0],
    ['infn-cloud/volume count', 'limited', 40, T0],
    ['infn-cloud/security groups', 'limited', 100, T0],
    ['infn-cloud/floating ips', 'limited', 12, T0],
    ['infn-cloud/objects', 'limited', 2_000, T0],
  ]);
  assert.deepEqual(usageOf(round).slice(2, 4), [
    ['infn-cloud/instances', 7, null],
    ['infn-cloud/volumes', 98_000 * GIB, 130_000 * GIB],
  ]);
  assert.equal(valueOf(round, 'flash_storage_quota_up'), 1);
  assert.deepEqual((await harness.round()).facts, [], 'every quarter of an hour');
  double.limits.cores = 40;
  const later = harness.restart();
  t.after(() => later.collector.stop?.());
  later.advance(900_000);
  const changed = quotasOf(await later.round());
  assert.deepEqual(changed[0], ['infn-cloud/cpu', 'limited', 40, T0 + 900_000]);
  assert.deepEqual(
    changed[1],
    ['infn-cloud/ram', 'limited', 100 * GIB, T0],
    'as it was first seen',
  );
});

test('a token is kept until it ends or is refused; a service that fails leaves the others', async (t) => {
  const { double, harness } = await cloud(t);
  const tokens = () => double.requests.filter((one) => one.startsWith('POST')).length;
  double.expiresAt = T0 + 1_500_000;
  await harness.round();
  harness.advance(900_000);
  double.broken.set('volume', 503);
  const partial = await harness.round();
  assert.equal(tokens(), 1);
  assert.deepEqual(
    partial.problems.map(({ subject, message }) => [subject, message]),
    [['infn-cloud: block storage', 'it answers 503']],
  );
  assert.ok(!quotasOf(partial).some(([resource]) => resource === 'infn-cloud/volumes'));
  harness.advance(900_000);
  double.expiresAt = Number.MAX_SAFE_INTEGER;
  await harness.round();
  assert.equal(tokens(), 2);
});

test('a wrong secret says so, and shows no quota', async (t) => {
  const { harness } = await cloud(t, 'wrong');
  const round = await harness.round();
  assert.match(round.problems[0]?.message ?? '', /it answers 401[^]*application credential/);
  assert.ok(!(round.problems[0]?.message ?? '').includes('wrong'), 'the secret is not printed');
  assert.deepEqual([round.facts, valueOf(round, 'flash_storage_quota_up')], [[], 0]);
});
