/** Telling a receiver over days of a fake clock: down, slow, answering 500, asking for patience, refusing; with restarts. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FlashEvent } from '#telemetry/events/alarm-event.ts';
import { deliverNext, type Receiver } from '#telemetry/receivers/deliver.ts';
import { readHttpAnswer, type Outcome } from '#telemetry/receivers/outcome.ts';
import { createMemoryStore, eventOf, START } from '../../support/notices.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TAKEN: Outcome = { kind: 'delivered', answer: '204' };
const DOWN: Outcome = {
  kind: 'failed',
  reason: 'no answer',
  answer: 'connect ECONNREFUSED',
  retryAfterMs: null,
};

interface Sent {
  readonly at: number;
  readonly event: FlashEvent;
}

/** A receiver that answers as told, over a clock that jumps to whatever is next. */
function open(answer: (now: number, event: FlashEvent) => Outcome, perHour = 30) {
  const store = createMemoryStore();
  const sent: Sent[] = [];
  let now = START;
  const clock = { now: () => now, monotonic: () => now };
  const receiver: Receiver = {
    name: 'control-room',
    manner: { perHour, alone: 5, gatherMs: 1_000 },
    send: async ({ event }) => {
      sent.push({ at: now, event });
      return await Promise.resolve(answer(now, event));
    },
  };
  const { signal } = new AbortController();
  // Spread over [0, 1) and the same in every run.
  let drawn = 0;
  const random = (): number => (drawn = (drawn + 0.618_034) % 1);
  return {
    store,
    sent,
    /** What happens at which time; delivery goes on until `until`, from one thing to the next. */
    async live(happens: readonly (readonly [at: number, () => void])[], until: number) {
      const open_ = [...happens].toSorted(([a], [b]) => a - b);
      for (;;) {
        while (open_[0] !== undefined && open_[0][0] <= now) open_.shift()?.[1]();
        // Nothing but the store is kept between two steps: each is a restart of the hub.
        const { next } = await deliverNext({ receiver, store, clock, random, signal });
        now = Math.max(now, Math.min(next ?? until, open_[0]?.[0] ?? until, until));
        if (now >= until) return;
      }
    },
    put: (...[what, at, about]: Parameters<typeof eventOf>) =>
      [at, () => store.put(eventOf(what, at, about), at)] as const,
  };
}

/** What a message says became of which channel: `raised fridge/a`, several for a digest. */
function said({ event: { data } }: Sent): readonly string[] {
  if ('message' in data) return [];
  const list = 'alarms' in data ? data.alarms : [data];
  return list.map(({ about, changes }) => `${changes.map(({ what }) => what).join('+')} ${about}`);
}

describe('a receiver that is well', () => {
  it('hears of each alarm by itself, as it comes', async () => {
    const hub = open(() => TAKEN);
    const a = { channel: 'a', raisedAt: START };
    await hub.live(
      [hub.put('raised', START, a), hub.put('cleared', START + HOUR, a)],
      START + 2 * HOUR,
    );
    assert.deepEqual(hub.sent.map(said), [['raised a'], ['cleared a']]);
    assert.deepEqual(
      hub.sent.map(({ at }) => at - START),
      [1_000, HOUR + 1_000],
    );
  });

  it('gets many at once as one digest, and no more than its limit in any hour', async () => {
    const hub = open(() => TAKEN, 10);
    const burst = Array.from({ length: 40 }, (_, n) =>
      hub.put('raised', START, { channel: `c${n}` }),
    );
    // One more alarm a minute, for five hours.
    const trickle = Array.from({ length: 300 }, (_, n) =>
      hub.put('raised', START + n * MINUTE, { channel: `t${n}` }),
    );
    await hub.live([...burst, ...trickle], START + 6 * HOUR);
    assert.equal(said(hub.sent[0] as Sent).length, 41);
    assert.equal(hub.store.told.size, 340);
    for (const { at } of hub.sent) {
      const within = hub.sent.filter((other) => other.at > at - HOUR && other.at <= at).length;
      assert.ok(within <= 10, `${within} in an hour`);
    }
    // Nobody waits for the rest of the hour because of a burst.
    const slowest = Math.max(
      ...hub.store.tries.flatMap(({ at, message }) =>
        message.entries.map((entry) => at - entry.at),
      ),
    );
    assert.ok(slowest <= 13 * MINUTE, `${slowest / MINUTE} min`);
  });
});

describe('a receiver that is down for a day', () => {
  it('loses nothing and is told what is true then, in few messages', async () => {
    const back = START + DAY;
    const hub = open((now) => (now < back ? DOWN : TAKEN));
    const b = { channel: 'b', raisedAt: START + HOUR };
    const flapping = Array.from({ length: 100 }, (_, n) => {
      const raisedAt = START + n * 10 * MINUTE;
      const about = { channel: 'c', raisedAt };
      return [hub.put('raised', raisedAt, about), hub.put('cleared', raisedAt + MINUTE, about)];
    }).flat();
    await hub.live(
      [
        hub.put('raised', START, { channel: 'a' }),
        hub.put('raised', START + HOUR, b),
        hub.put('cleared', START + 2 * HOUR, b),
        ...flapping,
      ],
      back + HOUR,
    );
    const [tries, told] = [
      hub.sent.filter(({ at }) => at < back),
      hub.sent.filter(({ at }) => at >= back),
    ];
    assert.ok(tries.length < 500, `${tries.length} tries`);
    assert.deepEqual(
      told.map(said).map(([one]) => one?.split(' ')[1]),
      ['a', 'c', 'b'],
    );
    assert.equal(said(told[0] as Sent)[0], 'raised a');
    assert.equal(said(told[2] as Sent)[0], 'raised+cleared b');
    assert.ok((told[0]?.at ?? Infinity) - back <= 5 * MINUTE);
    assert.equal(hub.store.waiting().length, 0);
    assert.equal(hub.store.told.size, 203);
  });

  it('is asked again with the same id: what it took without an answer it can drop', async () => {
    const back = START + HOUR;
    const hub = open((now) => (now < back ? { ...DOWN, reason: 'too slow' } : TAKEN));
    await hub.live([hub.put('raised', START, { channel: 'a' })], back + HOUR);
    assert.equal(new Set(hub.sent.map(({ event }) => event.id)).size, 1);
    assert.ok(hub.sent.length > 5);
  });
});

describe('a receiver that answers', () => {
  const http = (status: number, retryAfter?: string) => (now: number) =>
    readHttpAnswer({ status, body: '', retryAfter, location: undefined }, now);

  it('500 for a day is not flooded', async () => {
    const hub = open((now) => http(now < START + DAY ? 500 : 200)(now));
    const many = Array.from({ length: 50 }, (_, n) =>
      hub.put('raised', START + n * 20 * MINUTE, { channel: `c${n}` }),
    );
    await hub.live(many, START + DAY + HOUR);
    for (const { at } of hub.sent.filter((one) => one.at < START + DAY)) {
      const within = hub.sent.filter((other) => other.at > at - HOUR && other.at <= at).length;
      assert.ok(within <= 30, `${within} in an hour`);
    }
    assert.equal(hub.store.told.size, 50);
    assert.equal(hub.sent.filter(({ at }) => at >= START + DAY).length, 1);
  });

  it('429 with Retry-After is left alone for that long', async () => {
    const hub = open((now) => (now < START + 10 * MINUTE ? http(429, '1200')(now) : TAKEN));
    await hub.live([hub.put('raised', START, { channel: 'a' })], START + HOUR);
    assert.deepEqual(
      hub.sent.map(({ at }) => at - START),
      [1_000, 1_201_000],
    );
  });

  it('404 is tried again while the alarm is raised, and given up a day after it is over', async () => {
    const hub = open(http(404));
    const a = { channel: 'a', raisedAt: START };
    const end = START + 3 * DAY;
    await hub.live(
      [
        hub.put('raised', START, a),
        hub.put('raised', START, { channel: 'b' }),
        hub.put('cleared', START + DAY, a),
      ],
      end,
    );
    assert.equal(hub.store.givenUp.size, 2);
    assert.deepEqual(
      hub.store.waiting().map(({ event }) => event.data.about),
      ['b'],
    );
    assert.ok(hub.sent.length > 100 && hub.sent.length < 300, `${hub.sent.length}`);
  });

  it('400 to one message takes all the others', async () => {
    const hub = open((now, event) => {
      const bad = JSON.stringify(event.data).includes('"about":"bad"');
      return http(bad ? 400 : 200)(now);
    });
    const channels = ['x0', 'x1', 'bad', 'x2', 'x3', 'x4', 'x5'];
    await hub.live(
      channels.map((channel) => hub.put('raised', START, { channel })),
      START + 8 * HOUR,
    );
    assert.equal(hub.store.told.size, 6);
    assert.deepEqual(
      hub.store.waiting().map(({ event }) => event.data.about),
      ['bad'],
    );
  });
});

it('what was aborted is not noted, and waits', async () => {
  const store = createMemoryStore();
  store.put(eventOf('raised', START), START);
  const stop = new AbortController();
  const clock = { now: () => START + HOUR, monotonic: () => 0 };
  const receiver: Receiver = {
    name: 'x',
    manner: { perHour: 30, alone: 5, gatherMs: 0 },
    send: async (_message, signal) => {
      stop.abort();
      signal.throwIfAborted();
      return await Promise.resolve(TAKEN);
    },
  };
  const { signal } = stop;
  await assert.rejects(deliverNext({ receiver, store, clock, random: Math.random, signal }));
  assert.equal(store.waiting().length, 1);
  assert.equal(store.tries.length, 0);
});
