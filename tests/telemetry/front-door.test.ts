/** The front door says what is wrong in words, also where a command cannot even be loaded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandHost } from '#telemetry/command.ts';
import { FlashError } from '#telemetry/errors.ts';
import { runCommandLine } from '#telemetry/front-door.ts';

test('a command whose definitions are wrong says so, with the mend, and fails', async (t) => {
  const write = t.mock.method(process.stderr, 'write', () => true);
  const error = new FlashError({
    operation: 'use the alert definitions',
    subject: 'dashboards/alerts',
    reason: 'there is no metric flash_batch_job; write flash_batch_jobs',
    hint: 'mend the places named',
  });
  const host: CommandHost = {
    program: 'flash',
    entry: 'flash.ts',
    commands: [{ name: 'hub', summary: 'the hub', load: () => Promise.reject(error) }],
    checks: () => Promise.resolve([]),
    openRecorder: () => Promise.reject(error),
  };
  assert.equal(await runCommandLine(['hub'], host), 1);
  const said = write.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
  write.mock.restore();
  assert.match(said, /write flash_batch_jobs[^]*mend the places named/);
  assert.doesNotMatch(said, /\n\s+at /, 'without a stack');
});
