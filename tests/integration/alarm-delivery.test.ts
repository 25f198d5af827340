/** Receivers of a real hub: told by HTTP and e-mail, also when the hub is killed between the commit and the telling. */

import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { command } from '#site/commands/alarm-deliveries.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { channelFact, readingsFact } from '../support/facts.ts';
import { startHookDouble, type HookDouble } from '../support/hook-double.ts';
import { startSmtpDouble } from '../support/smtp-double.ts';
import { waitUntil } from '../support/wait-until.ts';
import { runCommand } from '../support/run-command.ts';

const CHILD = join(import.meta.dirname, '..', 'support', 'living', 'hub-child.ts');
const CHANNEL = 'fridge/ch6-t';

/** A home with its configuration; hubs come and go over it. */
function openHome(receivers: readonly object[]) {
  const home = mkdtempSync(join(tmpdir(), 'flash-told-'));
  const config = join(home, 'flash.yaml');
  const write = (list: readonly object[]): void => {
    const text = stringify({
      node: 'hub-node',
      home: join(home, 'state'),
      hub: { listen: '127.0.0.1:0', site: { url: 'https://flash.example.org/' } },
      backup: { nightly_hour: null, before_migrations: false },
      collectors: { cryostat: { devices: [] } },
      alarms: { receivers: list },
    });
    writeFileSync(config, text);
  };
  write(receivers);
  return { home, config, write };
}

/** Starts a hub; `fault` kills it there. */
async function startHub(config: string, fault = '') {
  const child = fork(CHILD, [config], {
    env: { ...process.env, FLASH_FAULT: fault, FLASH_HOME: undefined },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { child, url };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Sends readings as the agent of the hub's own node. */
async function deliver(url: string, home: string, facts: readonly Fact[]): Promise<void> {
  const token = readFileSync(join(home, 'state', 'agent.token'), 'utf8').trim();
  const envelope = { version: 1, agent: 'hub-node', spool: randomUUID(), stream: 'test', first: 1 };
  const body = { ...envelope, last: facts.length, facts, sentAt: Date.now(), heartbeat: null };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/ingest/v1/batches`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

interface LogRow {
  readonly receiver: string;
  readonly outcome: string;
  readonly reason: string | null;
}

/** What `flash alarm deliveries --json` prints. */
async function readLog(config: string): Promise<{ said: string; rows: readonly LogRow[] }> {
  const { code, out: text, said } = await runCommand(command, { options: { config, json: true } });
  assert.equal(code, 0);
  return { said, rows: JSON.parse(text) as LogRow[] };
}

function typesOf({ hooks }: HookDouble): readonly string[] {
  return hooks.map(({ event }) => event.type.replace('it.infn.flash.alarm.', ''));
}

test('a hub that is killed after it wrote an alarm tells it when it is back, once', async () => {
  await using hook = await startHookDouble();
  await using smtp = await startSmtpDouble();
  await using laterHook = await startHookDouble();
  const receivers = [
    { name: 'control-room', kind: 'webhook', url: hook.url },
    {
      name: 'on-call',
      kind: 'email',
      to: ['ada.verdi@example.org'],
      from: 'flash@example.org',
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'none' },
    },
  ];
  const { home, config, write } = openHome(receivers);
  const children: ChildProcess[] = [];
  try {
    const first = await startHub(config, 'alarms:committed');
    children.push(first.child);
    const died = once(first.child, 'exit');
    await deliver(first.url, home, [
      channelFact(CHANNEL),
      readingsFact(CHANNEL, [[Date.now(), 102, 'over']]),
    ]);
    assert.deepEqual(await died, [null, 'SIGKILL']);
    assert.equal(hook.hooks.length + smtp.mails.length, 0);

    hook.says.answer = 503;
    const second = await startHub(config);
    children.push(second.child);
    await waitUntil('both to be told', () => hook.hooks.length > 0 && smtp.mails.length > 0);
    const [told] = hook.hooks.map(({ event }) => event);
    assert.equal(told?.type, 'it.infn.flash.alarm.raised');
    assert.match(told.subject, /^SensorOverRange .*ch6-t/);
    assert.equal(smtp.mails[0]?.headers['subject'], 'Warning: Sensor over range, fridge/ch6-t');

    // Not taken: it is asked again, with the same id, and then no more.
    hook.says.answer = 204;
    const metrics = async (): Promise<string> => (await fetch(`${second.url}/metrics`)).text();
    await waitUntil('nothing to wait', async () =>
      /changes_waiting\{receiver="control-room"\} 0/.test(await metrics()),
    );
    assert.equal(new Set(hook.hooks.map(({ event }) => event.id)).size, 1, typesOf(hook).join());
    assert.equal(smtp.mails.length, 1);
    assert.match(await metrics(), /messages_delivered_total\{receiver="control-room"\} 1/);
    const { said, rows } = await readLog(config);
    assert.match(said, /^control-room: last took one at .*; nothing waits$/m);
    const [last] = rows.filter(({ receiver }) => receiver === 'control-room');
    assert.partialDeepStrictEqual(last, { outcome: 'delivered', answer: '204', type: 'raised' });
    assert.ok(
      rows.some(({ outcome, reason }) => outcome === 'failed' && reason === 'server error'),
    );
    await end(second.child);

    const hookCount = hook.hooks.length;

    // One that is added later hears of what is raised, once, and the others not again.
    write([...receivers, { name: 'later', kind: 'webhook', url: laterHook.url }]);
    for (let start = 0; start < 2; start += 1) {
      const { child, url } = await startHub(config);
      children.push(child);
      await waitUntil('the one that came later to be told', () => laterHook.hooks.length > 0);
      await waitUntil('nothing to wait', async () =>
        /changes_waiting\{receiver="later"\} 0/.test(await (await fetch(`${url}/metrics`)).text()),
      );
      await end(child);
    }
    assert.deepEqual(typesOf(laterHook), ['raised']);
    assert.deepEqual([typesOf(hook).length, smtp.mails.length], [hookCount, 1]);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
