/** One event is one line, for a person or a machine, and no secret is in it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createLog } from '#telemetry/log.ts';
import type { LogFormat } from '#telemetry/log.ts';

const clock = { now: () => Date.UTC(2026, 10, 23, 10, 2, 14, 250), monotonic: () => 0 };

function lines(format: LogFormat, secrets: readonly string[] = []) {
  const written: string[] = [];
  const write = (line: string): unknown => written.push(line);
  const log = createLog({ name: 'agent', format, clock, secrets: () => secrets, write });
  return { log, written };
}

test('a person reads time, level, name, message and values', () => {
  const { log, written } = lines('text');
  log.write('warn', 'the recorder is away', { facts: 3, stream: 'daq "x"' });
  assert.deepEqual(written, [
    String.raw`2026-11-23T10:02:14Z warn agent: the recorder is away facts=3 stream="daq \"x\""` +
      '\n',
  ]);
});

test('a machine reads one JSON object a line, whatever the message holds', () => {
  const { log, written } = lines('json');
  log.write('error', 'it failed:\n  because: "x"', { level: 'high', facts: 3 });
  assert.equal(written.length, 1);
  assert.match(written[0] ?? '', /^[^\n]+\n$/);
  assert.deepEqual(JSON.parse(written[0] ?? ''), {
    time: '2026-11-23T10:02:14.250Z',
    level: 'error',
    name: 'agent',
    message: 'it failed:\n  because: "x"',
    level_: 'high',
    facts: 3,
  });
});

test('a secret is hidden in message and values, also where JSON writes it another way', () => {
  const secret = 'pa"ss\\word';
  for (const format of ['text', 'json'] as const) {
    const { log, written } = lines(format, [secret, 'n']);
    log.write('info', `token ${secret} refused`, { token: secret, node: 'n1' });
    assert.doesNotMatch(written.join(''), /ss.*word/);
    assert.equal(written.join('').split('[secret]').length, 3);
    assert.match(written.join(''), /n1/);
  }
});
