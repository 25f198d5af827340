/** `flash alarm test`: what it sends, what it says of the answer, and wrong names. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { command } from '#site/commands/alarm-test.ts';
import { startHookDouble } from '../../support/hook-double.ts';
import { runCommand } from '../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-alarm-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(url: string, positionals: readonly string[], options = {}) {
  const config = join(folder, 'flash.yaml');
  const receivers = [{ name: 'control-room', kind: 'webhook', url }];
  writeFileSync(config, JSON.stringify({ node: 'hub-node', alarms: { receivers } }));
  return await runCommand(command, { options: { config, ...options }, positionals, cwd: folder });
}

it('sends an event that says it is a test, and prints the answer', async () => {
  await using double = await startHookDouble();
  const taken = await run(double.url, ['control-room']);
  assert.equal(taken.code, 0);
  assert.match(taken.out, /^control-room took it: 204 \(\d+ ms\)\n$/);
  assert.equal(double.hooks[0]?.event.type, 'it.infn.flash.alarm.test');
  Object.assign(double.says, { answer: 403, body: 'no such token' });
  const refused = await run(double.url, ['control-room']);
  assert.equal(refused.code, 1);
  assert.match(refused.out, /^control-room did not take it, refused: 403: no such token; it would/);
  const { out } = await run(double.url, ['control-room'], { json: true });
  assert.partialDeepStrictEqual(JSON.parse(out), { receiver: 'control-room', kind: 'refused' });
});

it('names the receivers there are', async () => {
  await assert.rejects(run('http://127.0.0.1:9', ['control-rom']), /did you mean control-room\?/);
  await assert.rejects(run('http://127.0.0.1:9', []), /name one receiver/);
});
