/** The door to a running hub: what it answers reaches the command, and a lost answer is not taken for "nothing new". */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { openRecorderDoor } from '#site/recorder-door.ts';
import type { RecorderDoor } from '#telemetry/command.ts';

type Answer = 'lost' | { readonly status: number; readonly body: unknown };

/** A hub that gives these answers to batches, one after the other. */
async function startHub(t: TestContext, answers: readonly Answer[]): Promise<Server> {
  const left = [...answers];
  const hub = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok\n');
    request.resume().on('end', () => {
      const answer = left.shift() ?? 'lost';
      if (answer === 'lost') return void request.socket.destroy();
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  t.after(() => hub.close());
  return hub;
}

async function openDoor(t: TestContext, answers: readonly Answer[]): Promise<RecorderDoor> {
  const hub = await startHub(t, answers);
  const address = hub.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const home = mkdtempSync(join(tmpdir(), 'flash-door-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'state'));
  writeFileSync(join(home, 'state', 'agent.token'), 'token of a test\n');
  const config = join(home, 'flash.yaml');
  writeFileSync(
    config,
    `node: test-node\nhome: ${home}/state\nhub:\n  listen: 127.0.0.1:${String(port)}\n`,
  );
  return await openRecorderDoor({
    options: { config },
    positionals: [],
    env: {},
    cwd: home,
    signal: new AbortController().signal,
    write: async () => await Promise.resolve(),
    say: () => undefined,
    host: {
      program: 'flash',
      entry: '',
      commands: [],
      checks: async () => await Promise.resolve([]),
      openRecorder: async () => await Promise.reject(new Error('not used here')),
    },
  });
}

const refused = [{ sequence: 2, reason: 'no such file' }];
const good: Answer = { status: 200, body: { acknowledged: 3, refused, added: 2 } };

test('refusals and what was new come back', async (t) => {
  const door = await openDoor(t, [good]);
  assert.deepEqual(await door.deliver({}), { refused, added: 2 });
});

test('a hub that is busy is asked again', async (t) => {
  const door = await openDoor(t, [{ status: 503, body: { error: 'away' } }, good]);
  assert.deepEqual(await door.deliver({}), { refused, added: 2 });
});

test('after a lost answer nobody knows what was new', async (t) => {
  const door = await openDoor(t, ['lost', good]);
  assert.deepEqual(await door.deliver({}), { refused, added: null });
});

test('a hub that does not say what was new, and one that refuses the batch', async (t) => {
  const old: Answer = { status: 200, body: { acknowledged: 3, refused: [] } };
  const door = await openDoor(t, [old, { status: 400, body: { error: 'not a batch' } }]);
  assert.deepEqual(await door.deliver({}), { refused: [], added: null });
  await assert.rejects(door.deliver({}), /the recorder answered 400: .*not a batch/);
});
