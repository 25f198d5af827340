import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { storage } from '#agents/collectors/storage.ts';
import { storageSchema } from '#agents/collectors/storage.schema.ts';

import { collectorContext } from './context.ts';
import { runWalkTrial } from '../../support/walk-trial.ts';
import { copiesOf, valueOf } from './storage-harness.ts';
import type { WebDavDouble } from './webdav-double.ts';
import { OLD, startWalk } from './webdav-place.ts';

test('the token is read anew for each request; 401, 403, 404, 429, 5xx are told apart, and nothing is retried for ever', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-copies-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const token = join(folder, 'token');
  const { double, harness } = await startWalk(t, { token_file: token });
  const reasons = async () => (await harness.round()).problems.map(({ reason }) => reason);
  assert.deepEqual(await reasons(), ['no secret']);
  double.token = 'good';
  writeFileSync(token, 'old\n');
  harness.advance(60_000);
  assert.deepEqual(await reasons(), ['unauthorized']);
  writeFileSync(token, 'good\n');
  for (const [status, reason] of [
    [500, 'server error'],
    [429, 'throttled'],
  ] as const) {
    double.mishap = (_, response) => {
      response.writeHead(status, { 'retry-after': '600' }).end();
      return true;
    };
    harness.advance(1_800_000);
    assert.deepEqual(await reasons(), [reason]);
  }
  harness.advance(300_000);
  assert.deepEqual(await reasons(), [], 'it asked for ten minutes of peace');
  double.mishap = (request, response) => {
    if (request.method !== 'HEAD') return false;
    response.writeHead(request.url?.includes('q_1') === true ? 403 : 404).end();
    return true;
  };
  harness.advance(1_800_000);
  const round = await harness.round();
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['forbidden', 'missing', 'missing'],
  );
  assert.deepEqual(
    copiesOf(round).map(({ name }) => name),
    ['q_1.dat'],
    'a file that is gone has no copy',
  );
  assert.equal(valueOf(round, 'flash_storage_copies_retries_total'), 4);
  assert.equal(
    valueOf(round, 'flash_storage_copies_requests_total', { outcome: 'server_error' }),
    1,
  );
});

test('a file that is listed and not found is asked for again, and the others are not', async (t) => {
  const { double, harness } = await startWalk(t);
  double.mishap = (request, response) => {
    if (request.method !== 'HEAD' || request.url?.includes('q_1') !== true) return false;
    response.writeHead(404).end();
    return true;
  };
  await harness.round();
  harness.advance(3_600_000);
  double.requests.length = 0;
  assert.deepEqual((await harness.round()).facts, []);
  assert.equal(double.requests.filter((one) => one.startsWith('HEAD')).length, 1);
  double.mishap = null;
  const later = harness.restart();
  later.advance(3_600_000);
  const round = await later.round();
  assert.deepEqual(
    copiesOf(round).map(({ name }) => name),
    ['q_1.dat'],
  );
  assert.equal(valueOf(round, 'flash_storage_copies', { state: 'digest' }), 3);
  await later.collector.stop?.();
});

test('a thing that fails five times is left; the others go on', async (t) => {
  const { double, harness } = await startWalk(t);
  double.files.set('Run_2026.11-QUAX/zz/x.dat', { bytes: 1, adler32: 'abcdef01', modifiedAt: OLD });
  double.mishap = (request, response) => {
    if (request.method !== 'HEAD' || request.url?.includes('q_2') !== true) return false;
    response.writeHead(503).end();
    return true;
  };
  const names: string[] = [];
  const reasons: string[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const round = await harness.round();
    names.push(...copiesOf(round).map(({ name }) => name));
    reasons.push(...round.problems.map(({ reason }) => reason));
    harness.advance(500_000);
  }
  assert.deepEqual(names, ['q_1.dat', 'x.dat']);
  assert.deepEqual(reasons, [...Array<string>(5).fill('server error'), 'given up']);
});

test('garbage, a login page, loops of redirects, other hosts and huge answers are refused with their reason', async (t) => {
  const { double, harness } = await startWalk(t);
  const cases: readonly [string, NonNullable<WebDavDouble['mishap']>][] = [
    ['not understood', (_, response) => (response.writeHead(207).end('garbage'), true)],
    ['not understood', (_, response) => (response.writeHead(200).end('<html></html>'), true)],
    ['redirect', (_, response) => (response.writeHead(302, { location: '/quax/' }).end(), true)],
    [
      'redirect',
      (_, response) => (response.writeHead(307, { location: 'http://192.0.2.1/x' }).end(), true),
    ],
    [
      'unreachable',
      (_, response) => (
        response.writeHead(207, { 'content-length': '99' }).write('<a'),
        response.destroy(),
        true
      ),
    ],
    ['unexpected', (_, response) => (response.writeHead(418).end(), true)],
  ];
  for (const [reason, mishap] of cases) {
    double.mishap = mishap;
    harness.advance(1_900_000);
    const { problems, facts } = await harness.round();
    assert.equal(problems[0]?.reason, reason);
    assert.deepEqual(facts, []);
  }
});

test('a server that hangs holds up no round, and its answer is taken later', async (t) => {
  const { double, harness } = await startWalk(t, { timeout_s: 0.3 });
  double.mishap = (_, response) => {
    response.writeHead(207);
    return true;
  };
  const round = await harness.round();
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['timeout'],
  );
  assert.equal(valueOf(round, 'flash_storage_copies_up'), 0);
});

test('a round that is stopped waits for no server', async (t) => {
  const { double, place } = await startWalk(t);
  double.mishap = () => true;
  const stopper = new AbortController();
  const settings = storageSchema.parse({ copies: [place] });
  const context = { ...collectorContext(), signal: () => stopper.signal };
  const collector = storage.create(settings, context);
  const round = collector.collect();
  stopper.abort();
  assert.deepEqual((await round).facts, []);
  await collector.stop?.();
});

test('a place that fails in every third answer, with restarts: every file is seen, with its own checksum', async () => {
  const { lost, wrong, faults } = await runWalkTrial(7);
  assert.deepEqual([lost, wrong], [0, 0]);
  assert.ok(faults > 10);
});
