import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readyz } from '#agents/ready.ts';
import { agentLines, counted, hubLines } from '#site/commands/status-parts.ts';
import { statusText } from '#site/commands/status.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');

/** What an agent with one good and one failing collector answers. */
function agentBody(): unknown {
  const errors = new Map<string, number>();
  const health = {
    durationMs: 3,
    isOverdue: false,
    lastSuccess: NOW,
    lastError: null,
    errors,
    up: true,
  };
  const { body } = readyz({
    node: 'lnf-daq',
    version: '0.1.0',
    runners: [
      { name: 'host', isPaused: false, health },
      {
        name: 'daq',
        isPaused: false,
        health: { ...health, up: false, lastSuccess: null, lastError: '/mnt/d is not there' },
      },
    ],
    spool: { facts: 1, bytes: 100, isFull: false, aside: 0, oldestAt: NOW - 42_000 },
    salvaged: {
      at: NOW,
      movedTo: '/h/spool.db.damaged-2026',
      saved: 12,
      lost: 3,
      gaps: [],
      resumed: [],
      readAgain: ['daq'],
    },
    delivery: {
      recorder: 'away',
      reason: 'it does not answer',
      lastDelivery: null,
      delivered: new Map(),
      refused: new Map(),
    },
    now: NOW,
  });
  return JSON.parse(String(body));
}

test('the agent: a line for each collector, the depth and age of the spool, the recorder', () => {
  assert.deepEqual(agentLines(agentBody()), [
    { name: 'host', running: true, detail: 'last success 2026-11-20T10:00:00.000Z' },
    { name: 'daq', running: false, detail: 'no success yet; last error: /mnt/d is not there' },
    {
      name: 'spool',
      running: true,
      detail:
        '1 fact waiting, the oldest for 42 s, a damaged one is kept as /h/spool.db.damaged-2026 (12 facts saved, 3 facts lost)',
    },
    {
      name: 'recorder',
      running: false,
      detail: 'away; nothing delivered yet; it does not answer',
    },
  ]);
});

test('the hub: its parts; an answer of something else has none', () => {
  const body = { ready: false, parts: { recorder: { ready: false, detail: 'away' } } };
  assert.deepEqual(hubLines(body), [{ name: 'recorder', running: false, detail: 'away' }]);
  assert.deepEqual([hubLines(null), agentLines('hello')], [[], []]);
});

test('the text puts the parts below the process; one is not many', () => {
  const parts = [{ name: 'daq', running: false, detail: 'no success yet' }];
  assert.equal(
    statusText([{ name: 'agent', running: false, detail: 'not ready', parts }]),
    'agent      away  not ready\n  daq  down  no success yet\n',
  );
  assert.deepEqual([counted(1, 'run'), counted(17, 'run')], ['1 run', '17 runs']);
  assert.equal(counted(184, 'log entry'), '184 log entries');
});
