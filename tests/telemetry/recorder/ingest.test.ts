import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { addToken, listTokens, revokeTokens } from '#telemetry/catalogue/tokens.ts';
import { createIngestHandler } from '#telemetry/recorder/ingest.ts';
import { createSender, readingsFact, T0 } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
let handle: (request: Request) => Promise<Response>;
let token: string;

before(async () => {
  setup = await startTestRecorder();
  const pool = setup.catalogue.pools.recorder;
  handle = createIngestHandler({ recorder: setup.recorder, pool, maxBytes: 20_000 });
  token = await addToken(pool, 'lnf-daq', T0);
});
after(() => setup[Symbol.asyncDispose]());

const post = (
  body: NonNullable<RequestInit['body']>,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` },
): Promise<Response> =>
  handle(new Request('http://hub/ingest/v1/batches', { method: 'POST', body, headers }));

const sender = createSender();
const nextBatch = () => sender.batch([readingsFact('a/x', [[T0, 1, 'good']])]);

test('a batch with the token of its node is acknowledged, plain or gzip', async () => {
  const plain = await post(JSON.stringify(nextBatch()));
  assert.equal(plain.status, 200);
  assert.deepEqual(await plain.json(), { acknowledged: 1, refused: [], added: 1 });
  const packed = await post(gzipSync(JSON.stringify(nextBatch())), {
    authorization: `Bearer ${token}`,
    'content-encoding': 'gzip',
  });
  assert.deepEqual(await packed.json(), { acknowledged: 2, refused: [], added: 0 });
});

test('no token or a wrong one is 401, the token of another node 403', async () => {
  const body = JSON.stringify(createSender().batch([]));
  assert.equal((await post(body, {})).status, 401);
  assert.equal((await post(body, { authorization: 'Bearer flash_wrong' })).status, 401);
  const other = await post(JSON.stringify(createSender('other').batch([])));
  assert.equal(other.status, 403);
  assert.match(await other.text(), /token is that of lnf-daq, the batch is from other/);
});

test('a revoked token is 401, and the list keeps it', async () => {
  const pool = setup.catalogue.pools.recorder;
  const gone = await addToken(pool, 'old-node', T0);
  assert.equal(await revokeTokens(pool, 'old-node', T0 + 1), 1);
  const answer = await post(JSON.stringify(createSender('old-node').batch([])), {
    authorization: `Bearer ${gone}`,
  });
  assert.equal(answer.status, 401);
  const rows = await listTokens(pool);
  assert.deepEqual(
    rows.map(({ node, revokedAt }) => [node, revokedAt]),
    [
      ['lnf-daq', null],
      ['old-node', T0 + 1],
    ],
  );
  assert.ok(!JSON.stringify(rows).includes(gone));
});

test('too much is 413, unreadable is 400, another method 405', async () => {
  assert.equal((await post('x'.repeat(20_001))).status, 413);
  assert.equal((await post('{"version":')).status, 400);
  const asText = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' };
  assert.equal((await post('not gzip', asText)).status, 400);
  const got = await handle(new Request('http://hub/ingest/v1/batches'));
  assert.equal(got.status, 405);
});

test('a packed body is unpacked only so far', async () => {
  const small = createIngestHandler({
    recorder: setup.recorder,
    pool: setup.catalogue.pools.recorder,
    maxUnpackedBytes: 1_000,
  });
  const request = new Request('http://hub/ingest/v1/batches', {
    method: 'POST',
    body: gzipSync(Buffer.alloc(1_000_000, 32)),
    headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
  });
  assert.equal((await small(request)).status, 413);
});

test('a node that is called as the hub is refused with what to do: its metrics would be taken for the hub’s', async () => {
  const pool = setup.catalogue.pools.recorder;
  const authorization = `Bearer ${await addToken(pool, 'hub', T0)}`;
  const answer = await post(JSON.stringify(createSender('hub').batch([])), { authorization });
  assert.equal(answer.status, 403);
  assert.match(await answer.text(), /a name other than .*"hub.*; change .*node.* token add NODE/);
});
