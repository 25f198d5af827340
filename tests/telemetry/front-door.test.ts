/** The front door says what is wrong in words, also where a command cannot even be loaded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandHost } from '#telemetry/command.ts';
import { FlashError } from '#telemetry/errors.ts';
import { runCommandLine } from '#telemetry/front-door.ts';

const never = (): Promise<never> => Promise.reject(new Error('not asked for'));

function hostOf(...names: readonly string[]): CommandHost {
  const commands = names.map((name) => ({ name, summary: `the ${name}`, load: never }));
  const checks = () => Promise.resolve([]);
  return { program: 'flash', entry: 'flash.ts', commands, checks, openRecorder: never };
}

test('a group of commands explains itself, and says which where none of them was meant', async (t) => {
  const host = hostOf('alarm ack', 'alarm list', 'hub');
  const said: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    t.mock.method(stream, 'write', (text: string) => said.push(text) > 0);
  const codes = [];
  for (const words of [['alarm', '--help'], ['alarm'], ['alarm', 'lst'], ['lst'], ['--help'], []])
    codes.push(await runCommandLine(words, host));
  t.mock.restoreAll();
  assert.deepEqual(codes, [0, 2, 2, 2, 0, 2]);
  assert.deepEqual(
    said.filter((text) => !text.startsWith('usage')),
    [
      'flash alarm: say which of these is meant\n',
      'flash: there is no command "alarm lst"; did you mean alarm list?\n',
      'flash: there is no command "lst"\nflash --help lists them\n',
    ],
  );
  assert.ok(said[0]?.includes('flash alarm ack') && !said[0].includes('flash hub'));
  assert.ok(said.at(-1)?.includes('flash hub'));
});

test('a command whose definitions are wrong says so, with the mend, and fails', async (t) => {
  const write = t.mock.method(process.stderr, 'write', () => true);
  const error = new FlashError({
    operation: 'use the alert definitions',
    subject: 'dashboards/alerts',
    reason: 'there is no metric flash_batch_job; write flash_batch_jobs',
    hint: 'mend the places named',
  });
  const load = () => Promise.reject(error);
  const host = { ...hostOf(), commands: [{ name: 'hub', summary: 'the hub', load }] };
  assert.equal(await runCommandLine(['hub'], host), 1);
  const said = write.mock.calls.map(({ arguments: [text] }) => String(text)).join('');
  write.mock.restore();
  assert.match(said, /write flash_batch_jobs[^]*mend the places named/);
  assert.doesNotMatch(said, /\n\s+at /, 'without a stack');
});
