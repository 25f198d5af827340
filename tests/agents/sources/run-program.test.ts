import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { runProgram } from '#agents/sources/run-program.ts';
import { isProcessAlive } from '#telemetry/process-alive.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Writes its process id, then neither ends nor heeds SIGTERM, SIGINT or SIGHUP. */
const STUBBORN = `trap '' TERM INT HUP; echo $$ > "$0.part"; mv "$0.part" "$0"; while :; do sleep 0.05; done`;

function pidFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'flash-program-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'pid');
}

async function started(file: string): Promise<number> {
  await waitUntil('the program to run', () => existsSync(file));
  return Number(readFileSync(file, 'utf8'));
}

test('a child that ignores SIGTERM is gone at its timeout, and the error says so', async (t) => {
  const file = pidFile(t);
  let hasExited = false;
  const running = runProgram({
    command: ['sh', '-c', STUBBORN, file],
    timeoutMs: 1_000,
    onExit: () => (hasExited = true),
  });
  const end = assert.rejects(running, /did not end within 1 s and was killed/);
  const pid = await started(file);
  await end;
  await waitUntil('its end', () => hasExited && !isProcessAlive(pid));
});

test('a child that ignores SIGTERM is gone as soon as the agent stops', async (t) => {
  const file = pidFile(t);
  const stop = new AbortController();
  const running = runProgram({
    command: ['sh', '-c', STUBBORN, file],
    timeoutMs: 60_000,
    signal: stop.signal,
  });
  const end = assert.rejects(running, /it was stopped/);
  const pid = await started(file);
  stop.abort();
  await end;
  await waitUntil('its end', () => !isProcessAlive(pid));
});

test('a child that floods is killed at its limit, one that is missing is named', async () => {
  const flood = { command: ['yes'], timeoutMs: 20_000, maxBytes: 1_000_000 };
  await assert.rejects(runProgram(flood), /it wrote more than 1000000 bytes/);
  const missing = { command: ['no-such-program-of-ours'], timeoutMs: 5_000 };
  await assert.rejects(runProgram(missing), /there is no such program/);
});

test('the first words of a failure are told, codes that are none are not', async () => {
  const command = ['sh', '-c', 'echo out; echo why >&2; exit 3'];
  await assert.rejects(runProgram({ command, timeoutMs: 5_000 }), /ended with code 3: why/);
  assert.equal(await runProgram({ command, timeoutMs: 5_000, okCodes: [3] }), 'out\n');
});
