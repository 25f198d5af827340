import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { isProcessAlive } from '#telemetry/process-alive.ts';

test('this process runs, one that was never there does not', () => {
  assert.equal(isProcessAlive(process.pid), true);
  assert.equal(isProcessAlive(2 ** 22 + 1), false);
});

test('a zombie does not run, although a signal finds it', async () => {
  // The shell has become a sleep that never asks how its child ended, by the time it ends.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
  try {
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(text.toString());
    const end = performance.now() + 5_000;
    while (isProcessAlive(pid) && performance.now() < end) await new Promise(setImmediate);
    assert.equal(isProcessAlive(pid), false);
    assert.equal(process.kill(pid, 0), true);
  } finally {
    parent.kill();
  }
});
