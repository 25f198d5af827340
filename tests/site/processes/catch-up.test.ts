/** A start is over when the past is in: not while the agent has files to list, to read or to deliver. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test, type TestContext } from 'node:test';
import { waitForCatchUp } from '#site/processes/catch-up.ts';

interface World {
  metrics: string;
  files: number;
  /** When the newest file was taken, UTC ms. */
  newest: number | null;
}

const idle = (backlog: number): string =>
  `flash_daq_unlisted_directories 0\nflash_daq_backlog_files ${backlog}\nflash_agent_spool_facts 0\n`;

/** Waits beside a hub and an agent that say what `world` has; counts looks, and tells of each. */
async function wait(
  t: TestContext,
  world: World,
  onLook: (look: number) => void,
  silentMs = 60_000,
): Promise<number> {
  let looks = 0;
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      looks += 1;
      onLook(looks);
      response.end(world.metrics);
    } else if (request.url === '/data/snapshot.json')
      response.end(
        JSON.stringify({ assets: { now: { path: 'now.json' } }, rows: { file: world.files } }),
      );
    else response.end(JSON.stringify({ daq: { lastFile: { t: world.newest } } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = `http://127.0.0.1:${String(address.port)}`;
  await waitForCatchUp({
    url,
    metrics: `${url}/metrics`,
    signal: t.signal,
    onProgress: () => undefined,
    patience: { freshMs: 60_000, quietMs: 40, silentMs, everyMs: 1 },
  });
  return looks;
}

test('a fresh file is not enough while the agent still reads the past', async (t) => {
  const world = { metrics: idle(69_000), files: 10, newest: Date.now() };
  const looks = await wait(t, world, (look) => {
    if (look === 5) world.metrics = idle(0);
  });
  assert.equal(looks, 5);
});

test('no file yet is no end: the agent has not begun to look', async (t) => {
  const world: World = { metrics: 'flash_agent_spool_facts 0\n', files: 0, newest: null };
  const began = performance.now();
  await wait(t, world, () => {
    if (performance.now() - began < 200) return;
    Object.assign(world, { metrics: idle(0), files: 3, newest: Date.now() });
  });
  assert.ok(performance.now() - began >= 200);
});

test('where nothing is taken now, an agent that has nothing left is not waited for', async (t) => {
  await wait(t, { metrics: idle(0), files: 100, newest: 0 }, () => undefined);
});

test('an agent that never says what it has to do is waited for only so long', async (t) => {
  const began = performance.now();
  await wait(t, { metrics: '', files: 100, newest: 0 }, () => undefined, 100);
  assert.ok(performance.now() - began >= 100);
});
