/** The agent as a service: it starts, says so, takes another configuration or refuses it, and ends in time, whatever hangs. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { findProgram } from '#telemetry/setup/find-program.mjs';
import { startAgentProcess } from '../support/living/agent-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOST = '  host: {}\n';

test('a changed file is taken over, a wrong one refused whole, SIGHUP asks at once', async (t) => {
  const agent = await startAgentProcess(t, { collectors: HOST });
  await agent.said(/the agent runs/);
  await waitUntil('the host', async () =>
    /collector_up\{collector="host"\} 1/.test(await agent.metrics()),
  );

  agent.write(`${HOST}  example: { path: ${agent.folder} }\n`);
  const taken = await agent.said(/read again and holds/);
  assert.deepEqual([taken['begun'], taken['ended']], ['example', 'none']);
  await waitUntil('both', async () =>
    /collector_up\{collector="example"\}/.test(await agent.metrics()),
  );

  agent.write('  hots: {}\n');
  agent.child.kill('SIGHUP');
  const refused = await agent.said(/the old configuration goes on/);
  assert.match(refused.message, /collectors\.hots: .* did you mean "host"\?/);
  const page = await agent.metrics();
  assert.match(page, /^flash_agent_config_reload_success 0$/m);
  assert.match(page, /collector_up\{collector="host"\} 1/);

  agent.write(HOST, '  spool_max_bytes: 1000000\n');
  agent.child.kill('SIGHUP');
  await agent.said(/cannot change agent\.spool_max_bytes\n.*what to do: restart it/s);

  agent.write(HOST);
  agent.child.kill('SIGHUP');
  await waitUntil('the last one', () => agent.lines.some(({ ended }) => ended === 'example'));
  const last = await agent.metrics();
  assert.match(last, /^flash_agent_config_reload_success 1$/m);
  assert.doesNotMatch(last, /collector="example"/, 'what is not configured is gone at once');

  agent.child.kill('SIGTERM');
  assert.deepEqual(await agent.ended, [0, null]);
  assert.deepEqual(agent.odd, [], 'every line of the log is JSON');
  assert.doesNotMatch(JSON.stringify(agent.lines), /very-secret-token/);
});

test('a second agent on the same spool is refused, and told whose it is', async (t) => {
  const first = await startAgentProcess(t, { collectors: HOST });
  await first.said(/the agent runs/);
  const second = await startAgentProcess(t, { collectors: HOST, home: join(first.folder, 'home') });
  assert.deepEqual(await second.ended, [1, null]);
  const owner = new RegExp(`another agent has it open \\(process ${String(first.child.pid)}\\)`);
  assert.match(second.odd.join('\n'), owner);
  first.child.kill('SIGKILL');
  await first.ended;
  const third = await startAgentProcess(t, { collectors: HOST, home: join(first.folder, 'home') });
  await third.said(/the agent runs/);
});

const noFifo = findProgram('mkfifo') === undefined ? 'mkfifo not found' : false;

test('mounts that hang hold up neither the scrape nor the end', { skip: noFifo }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-fifo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const fifo = join(folder, 'fifo');
  spawnSync('mkfifo', [fifo]);
  // Opening a FIFO that nobody writes hangs as a read of a dead mount does; five of them take every file thread.
  const preload = join(folder, 'hang.cjs');
  const open = `for (let n = 0; n < 5; n += 1) require('node:fs').readFile(${JSON.stringify(fifo)}, () => {});`;
  writeFileSync(preload, `if (process.argv[2] === 'agent') { ${open} }`);
  const agent = await startAgentProcess(t, {
    collectors: `${HOST}  cryostat:\n    deadline_s: 1\n    devices: [{ name: d, kind: bluefors, path: ${folder} }]\n`,
    env: { NODE_OPTIONS: `--require ${preload}` },
  });
  await agent.said(/collector cryostat: the round did not end within its 1 s/);
  const page = await agent.metrics();
  assert.match(page, /collector_up\{collector="host"\} 1/);
  assert.match(page, /collector_up\{collector="cryostat"\} 0/);
  const asked = performance.now();
  agent.child.kill('SIGTERM');
  await agent.ended;
  assert.ok(performance.now() - asked < 5_000, `${String(performance.now() - asked)} ms`);
  assert.ok(agent.lines.some(({ collectors }) => collectors === 'cryostat'));
});

const PYTHON = findProgram('python3');
const NOTIFY = findProgram('systemd-notify');
const noNotify =
  PYTHON === undefined || NOTIFY === undefined ? 'python3 or systemd-notify not found' : false;

const LISTEN = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1])
while True:
    text = s.recv(4096).decode()
    if 'BARRIER' in text: continue
    open(sys.argv[2], 'a').write(text.replace(chr(10), ' ') + chr(10))
`;

test('systemd is told: ready, the watchdog, reloading, stopping', { skip: noNotify }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-notify-'));
  const [socket, heard] = [join(folder, 's'), join(folder, 'heard')];
  appendFileSync(heard, '');
  const listener = spawn(String(PYTHON), ['-c', LISTEN, socket, heard], { stdio: 'ignore' });
  t.after(() => {
    listener.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  await waitUntil('the socket', () => existsSync(socket));
  const words = (what: RegExp): Promise<true> =>
    waitUntil(
      `systemd hears ${String(what)}`,
      () => what.test(readFileSync(heard, 'utf8')) || undefined,
    );
  const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' };
  const agent = await startAgentProcess(t, { collectors: HOST, env });
  await words(/READY=1 STATUS=metrics at http:\/\/127\.0\.0\.1:\d+\/metrics MAINPID=\d+/);
  await words(/(WATCHDOG=1[\s\S]*){3}/);
  agent.child.kill('SIGHUP');
  await words(/RELOADING=1 MONOTONIC_USEC=\d+[\s\S]*READY=1/);
  agent.child.kill('SIGTERM');
  await words(/STOPPING=1/);
  assert.deepEqual(await agent.ended, [0, null]);
});
