import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { FlashError } from '#telemetry/errors.ts';
import { bench, gauge, reading, round } from './supervisor-bench.ts';

test('rounds come at the interval, facts and cursor are stored, observations shown', async (t) => {
  let rounds = 0;
  const { time, spool, value } = bench(t, {
    a: () => {
      rounds += 1;
      const observations = [{ metric: gauge, labels: {}, value: rounds }];
      return round({ facts: [reading(rounds)], cursor: { n: String(rounds) }, observations });
    },
  });
  await time.pass(25_000);
  assert.equal(rounds, 3);
  assert.equal(spool.cursorOf('a').get('n'), '3');
  assert.equal(value('flash_test_value'), 3);
  assert.equal(value('flash_collector_up', 'a'), 1);
  assert.equal(
    value('flash_collector_last_success_timestamp_seconds', 'a'),
    (1e12 + 20_000) / 1_000,
  );
  // Three readings, and once the recorded metric with its channel.
  assert.equal(spool.state().facts, 5);
});

test('one that throws is data and hides no other; it comes back', async (t) => {
  let isBroken = true;
  const { time, value, supervisor } = bench(t, {
    bad: () => {
      if (isBroken)
        throw new FlashError({ operation: 'read', subject: 'x', reason: 'gone', transient: true });
      return round();
    },
    good: () => round(),
  });
  await time.pass(11_000);
  assert.deepEqual(
    [value('flash_collector_up', 'bad'), value('flash_collector_up', 'good')],
    [0, 1],
  );
  assert.equal(value('flash_collector_errors_total', 'bad', 'unavailable'), 2);
  assert.match(supervisor.states()[0]?.lastError ?? '', /cannot read: x: gone/);
  isBroken = false;
  await time.pass(10_000);
  assert.equal(value('flash_collector_up', 'bad'), 1);
});

test('one that hangs is down at its deadline, never called twice at once, and hides no other', async (t) => {
  let running = 0;
  let most = 0;
  let rounds = 0;
  let end: (() => void) | undefined;
  let isAborted = false;
  const { time, value, spool } = bench(t, {
    slow: async (signal) => {
      rounds += 1;
      running += 1;
      most = Math.max(most, running);
      signal.addEventListener('abort', () => (isAborted = true));
      await new Promise<void>((resolve) => (end = resolve));
      running -= 1;
      const observations = [{ metric: gauge, labels: {}, value: 1 }];
      return round({ facts: [reading(rounds)], observations });
    },
    good: () => round(),
  });
  await time.pass(3_000);
  assert.equal(value('flash_collector_up', 'slow'), undefined, 'nothing is known yet');
  await time.pass(60_000);
  assert.deepEqual([rounds, most, isAborted], [1, 1, true]);
  assert.deepEqual(
    [value('flash_collector_up', 'slow'), value('flash_collector_up', 'good')],
    [0, 1],
  );
  assert.equal(value('flash_collector_errors_total', 'slow', 'deadline'), 1);
  end?.();
  await time.pass(100);
  assert.equal(rounds, 2, 'the next begins when the last has really ended');
  assert.equal(spool.slice('slow', 10, 1e6)?.bodies.length, 3, 'what it found late is kept');
  assert.equal(value('flash_test_value'), undefined, 'but it is not now');
});

test('what a dead collector said disappears after three intervals', async (t) => {
  let rounds = 0;
  const { time, value } = bench(t, {
    a: () => {
      rounds += 1;
      if (rounds > 1) throw new Error('dead');
      return round({ observations: [{ metric: gauge, labels: {}, value: 4.2 }] });
    },
  });
  await time.pass(29_000);
  assert.equal(value('flash_test_value'), 4.2);
  await time.pass(2_000);
  assert.equal(value('flash_test_value'), undefined);
});

test('more waiting: called again at once, and the others have their turns', async (t) => {
  let rounds = 0;
  let others = 0;
  const { time } = bench(t, {
    busy: () => round({ more: (rounds += 1) < 100 }),
    other: () => {
      others += 1;
      return round();
    },
  });
  await time.pass(1_000);
  assert.deepEqual([rounds, others], [100, 1]);
});

test('with a full spool the collectors are not called, and go on when there is room', async (t) => {
  let rounds = 0;
  const { time, spool, supervisor } = bench(
    t,
    {
      a: () => {
        rounds += 1;
        return round({ facts: [reading(rounds)] });
      },
    },
    10,
  );
  await time.pass(45_000);
  assert.equal(rounds, 1);
  assert.equal(supervisor.runners()[0]?.isPaused, true);
  spool.acknowledge('a', 1);
  await time.pass(10_000);
  assert.equal(rounds, 2);
});

test('a round that could not be stored is stored before the next', async (t) => {
  let rounds = 0;
  const { time, spool, value } = bench(t, {
    a: () => {
      rounds += 1;
      return round({ facts: [reading(rounds)] });
    },
  });
  const { store } = spool;
  let isFailing = true;
  Object.assign(spool, {
    store(input: Parameters<typeof store>[0]) {
      if (isFailing) throw new Error('disk full');
      return store.call(spool, input);
    },
  });
  await time.pass(15_000);
  assert.equal(rounds, 1, 'nothing more is read while something waits');
  assert.equal(value('flash_collector_up', 'a'), 0);
  isFailing = false;
  await time.pass(10_000);
  assert.equal(spool.slice('a', 10, 1e6)?.bodies.length, 2);
});

test('problems inside a round are counted by reason', async (t) => {
  const problem = { reason: 'parse', subject: 'line 3', message: 'cut' };
  const { time, value } = bench(t, { a: () => round({ problems: [problem, problem] }) });
  await time.pass(1_000);
  assert.equal(value('flash_collector_errors_total', 'a', 'parse'), 2);
  assert.equal(value('flash_collector_up', 'a'), 1);
});

test('replacing leaves the same alone; one that changed begins when its old round has ended', async (t) => {
  const { time, supervisor, board } = bench(t, {});
  const running: string[] = [];
  let release: (() => void) | undefined;
  const one = (name: string, settings: string, collect: () => Promise<CollectorRound>) => ({
    name,
    settings,
    intervalMs: 10_000,
    deadlineMs: 4_000,
    create: (): Collector => ({ collect }),
  });
  const quick = (name: string) => async () => {
    running.push(name);
    return round({ observations: [{ metric: gauge, labels: {}, value: 1 }] });
  };
  const slow = async () => {
    running.push('old');
    await new Promise<void>((resolve) => (release = resolve));
    return round();
  };
  supervisor.replace([one('a', '1', quick('a')), one('b', '1', slow)], 'UTC');
  await time.pass(1_000);
  assert.deepEqual(running, ['a', 'old']);
  const [a] = supervisor.runners();
  const next = [one('a', '1', quick('a')), one('b', '2', quick('new'))];
  assert.deepEqual(supervisor.replace(next, 'UTC'), { begun: ['b'], ended: ['b'] });
  assert.equal(supervisor.runners()[0], a, 'it was not touched');
  await time.pass(4_000);
  assert.deepEqual(running, ['a', 'old'], 'the old round has not ended');
  release?.();
  await time.pass(100);
  assert.deepEqual(running, ['a', 'old', 'new']);
  supervisor.replace([], 'UTC');
  const shown = board.families().map(({ metric }) => metric.exposition);
  assert.ok(!shown.includes('flash_test_value'), 'what it said is gone at once');
});

test('one that floods with facts fills its share and waits; the others and the scrape go on', async (t) => {
  let floods = 0;
  let lines = 0;
  const flood = 20_000;
  const collectors = {
    flood: () => {
      const facts = Array.from({ length: flood }, (_, n) => reading(floods * flood + n));
      floods += 1;
      return round({ facts, more: true });
    },
    machine: () => {
      lines += 1;
      return round({ observations: [{ metric: gauge, labels: {}, value: lines }] });
    },
  };
  // Recorded metrics are facts too; this one only watches.
  const { time, spool, supervisor, value } = bench(t, collectors, 1_000_000);
  await time.pass(5_000);
  assert.equal(floods, 1, 'one round is stored whole; then the spool is full');
  assert.equal(supervisor.runners()[0]?.isPaused, true);
  assert.equal(spool.slice('flood', 1e6, 1e9)?.bodies.length, flood);
  assert.equal(value('flash_test_value'), 1);
  spool.acknowledge('flood', flood);
  await time.pass(10_000);
  assert.equal(floods, 2, 'there is room again');
  assert.equal(spool.slice('flood', 1e6, 1e9)?.first, flood + 1);
});

test('one that floods with problems of ever new reasons fills no memory', async (t) => {
  let n = 0;
  const { time, supervisor, value } = bench(t, {
    a: () => {
      const problems = Array.from({ length: 500 }, () => {
        n += 1;
        return { reason: `reason-${String(n)}`, subject: 'x', message: 'odd' };
      });
      return round({ problems });
    },
  });
  await time.pass(15_000);
  const errors = supervisor.runners()[0]?.health.errors ?? new Map<string, number>();
  assert.equal(errors.size, 33);
  assert.equal(
    [...errors.values()].reduce((sum, count) => sum + count, 0),
    n,
  );
  assert.equal(value('flash_collector_errors_total', 'a', 'other'), n - 32);
});
