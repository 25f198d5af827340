/** The agent's own health goes into its spool as readings: once a minute, not into a full one, and a fault is said once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSelfRecorder } from '#agents/record-self.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { collectorDuration, collectorUp, spoolFacts } from '#telemetry/metrics/agent.ts';
import type { StoreInput } from '#telemetry/spool/spool.ts';

interface Turn {
  readonly isFull?: boolean;
  readonly fails?: boolean;
}

/** Lets the recorder look once for each turn, 10 s apart; what it stored and logged. */
async function play(turns: readonly Turn[]): Promise<{ stored: Fact[]; said: string[] }> {
  const stored: Fact[] = [];
  const said: string[] = [];
  const controller = new AbortController();
  let at = -1;
  const recorder = createSelfRecorder({
    node: 'lnf-daq',
    effects: {
      clock: { now: () => 1e12 + at * 10_000, monotonic: () => at * 10_000 },
      log: { write: (_level, text) => void said.push(text) },
    },
    timers: {
      async wait() {
        at += 1;
        if (at >= turns.length) controller.abort();
      },
      after: () => () => undefined,
    },
    spool: {
      state: () => ({
        facts: 0,
        bytes: 0,
        oldestAt: null,
        aside: 0,
        isFull: turns[at]?.isFull === true,
      }),
      store({ stream, facts }: StoreInput) {
        assert.equal(stream, 'agent');
        if (turns[at]?.fails === true) throw new Error('disk full');
        stored.push(...facts);
      },
    },
    observations: () => [
      { metric: collectorUp, labels: { collector: 'daq' }, value: 1 },
      { metric: spoolFacts, labels: {}, value: 3 },
      { metric: collectorDuration, labels: { collector: 'daq' }, value: 0.1 },
    ],
  });
  await recorder.run(controller.signal);
  return { stored, said };
}

const readings = (facts: readonly Fact[]): readonly string[] =>
  facts.flatMap((fact) =>
    fact.kind === 'readings' ? [`${fact.channel} ${String(fact.values[0]?.[0])}`] : [],
  );

test('what is declared to be recorded is read once a minute, the first time at the first look', async () => {
  const { stored } = await play(Array.from({ length: 8 }, () => ({})));
  assert.deepEqual(readings(stored), [
    'lnf-daq/flash.collector.up/collector=daq 1000000000000',
    'lnf-daq/flash.agent.spool.facts 1000000000000',
    'lnf-daq/flash.collector.up/collector=daq 1000000060000',
    'lnf-daq/flash.agent.spool.facts 1000000060000',
  ]);
  assert.equal(stored.filter(({ kind }) => kind === 'channel').length, 2);
});

test('a full spool gets none of it, and begins again when there is room', async () => {
  const { stored, said } = await play([{ isFull: true }, { isFull: true }, {}]);
  assert.deepEqual(readings(stored), [
    'lnf-daq/flash.collector.up/collector=daq 1000000020000',
    'lnf-daq/flash.agent.spool.facts 1000000020000',
  ]);
  assert.deepEqual(said, []);
});

test('a spool that cannot be written to is said once', async () => {
  const turns = [...Array.from({ length: 14 }, () => ({ fails: true })), {}];
  const { said, stored } = await play(turns);
  assert.deepEqual(said, ['keeping how the agent is failed: disk full']);
  // What declares the channels was kept.
  assert.equal(stored.filter(({ kind }) => kind === 'channel').length, 2);
  assert.equal(readings(stored)[0], 'lnf-daq/flash.collector.up/collector=daq 1000000000000');
});
