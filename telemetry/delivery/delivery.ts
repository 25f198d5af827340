/** Brings facts from the spool to the recorder: each stream in order, nothing deleted before it is acknowledged, nothing dropped. */

import type { Effects } from '../effects.ts';
import type { Batch } from '../facts/batch.ts';
import { faultPoint } from '../fault.ts';
import { span } from '../otel/trace.ts';
import type { Spool, SpoolSlice } from '../spool/spool.ts';
import { readAnswer } from './answer.ts';
import type { Outcome } from './answer.ts';
import { backoffMs } from './backoff.ts';
import { beginsWithGap, gapFact, gapSlice } from './gaps.ts';
import { createRepeatedFailures } from './repeated-failures.ts';
import type { Sender } from './sender.ts';

export interface DeliveryOptions {
  readonly node: string;
  readonly spool: Spool;
  readonly sender: Sender;
  readonly effects: Effects;
  /** Asked before each batch, so that a token that arrives later is found; throws where there is none. */
  readonly token: () => string;
  readonly heartbeat: () => NonNullable<Batch['heartbeat']>;
  readonly random?: () => number;
}

export interface DeliveryState {
  /** `waiting`: nothing was tried yet. */
  readonly recorder: 'waiting' | 'up' | 'away' | 'denied' | 'refuses';
  readonly reason: string | null;
  readonly lastDelivery: number | null;
  readonly delivered: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
}

export interface Delivery {
  /** Does one thing; returns how long to wait before the next, ms. Never throws. */
  readonly step: () => Promise<number>;
  /** Whether new facts should end the wait: not while the recorder is away. */
  readonly isEager: () => boolean;
  readonly state: () => DeliveryState;
}

const HEARTBEAT_MS = 10_000;
const DENIED_MS = 30_000;
const MAX_FACTS = 1_000;
const MAX_BYTES = 2_000_000;
const HEARTBEAT_STREAM = 'agent';

/** Makes the delivery; it holds no facts of its own, so it can be killed at any point. */
export function createDelivery(options: DeliveryOptions): Delivery {
  return new SpoolDelivery(options);
}

class SpoolDelivery implements Delivery {
  readonly #options: DeliveryOptions;
  readonly #random: () => number;
  readonly #delivered = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  /** Facts per batch of a stream that met a refusal; absent: the usual number. */
  readonly #limits = new Map<string, number>();
  readonly #faults = createRepeatedFailures();
  #recorder: DeliveryState['recorder'] = 'waiting';
  #reason: string | null = null;
  #lastDelivery: number | null = null;
  #failures = 0;
  #nextHeartbeat = 0;
  #turn = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  state(): DeliveryState {
    return {
      recorder: this.#recorder,
      reason: this.#reason,
      lastDelivery: this.#lastDelivery,
      delivered: this.#delivered,
      refused: this.#refused,
    };
  }

  isEager(): boolean {
    return this.#failures === 0 && this.#recorder !== 'denied';
  }

  async step(): Promise<number> {
    try {
      return await this.#one();
    } catch (thrown) {
      return this.#away(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  async #one(): Promise<number> {
    const { effects, spool } = this.#options;
    const now = effects.clock.monotonic();
    if (now >= this.#nextHeartbeat) return this.#beat(now);
    const streams = spool.pending();
    if (streams.length === 0) return this.#nextHeartbeat - now;
    const stream = streams[this.#turn % streams.length] ?? '';
    this.#turn += 1;
    const slice = spool.slice(stream, this.#limits.get(stream) ?? MAX_FACTS, MAX_BYTES);
    if (slice === null) return 0;
    return this.#settle(slice, await this.#send(slice, null));
  }

  async #beat(now: number): Promise<number> {
    const { spool, heartbeat } = this.#options;
    const { acknowledged } = spool.position(HEARTBEAT_STREAM);
    const empty: SpoolSlice = {
      stream: HEARTBEAT_STREAM,
      first: acknowledged + 1,
      last: acknowledged,
      bodies: [],
      trace: null,
    };
    const outcome = await this.#send(empty, heartbeat());
    if (outcome.kind === 'acknowledged') {
      this.#nextHeartbeat = now + HEARTBEAT_MS;
      return this.#up();
    }
    return this.#settle(empty, outcome);
  }

  #send(slice: SpoolSlice, heartbeat: Batch['heartbeat']): Promise<Outcome> {
    const { token, sender } = this.#options;
    const attributes = {
      'code.function.name': 'telemetry/delivery/sender.ts#Sender.post',
      'flash.stream': slice.stream,
      'flash.facts': slice.bodies.length,
    };
    const deliver = async (traceparent: string | null): Promise<Outcome> => {
      const answer = await sender.post(this.#write(slice, heartbeat), {
        authorization: `Bearer ${token()}`,
        ...(traceparent === null ? {} : { traceparent }),
      });
      return readAnswer(answer);
    };
    if (slice.bodies.length === 0) return deliver(null);
    return span('deliver', attributes, (own) => deliver(own.traceparent), slice.trace);
  }

  /** The facts are JSON already: they are put into the batch as they stand. */
  #write(slice: SpoolSlice, heartbeat: Batch['heartbeat']): string {
    const { node, spool, effects } = this.#options;
    const head: Omit<Batch, 'facts'> = {
      version: 1,
      agent: node,
      spool: spool.uuid,
      stream: slice.stream,
      first: slice.first,
      last: slice.last,
      sentAt: effects.clock.now(),
      heartbeat,
    };
    return `${JSON.stringify(head).slice(0, -1)},"facts":[${slice.bodies.join(',')}]}`;
  }

  async #settle(slice: SpoolSlice, outcome: Outcome): Promise<number> {
    switch (outcome.kind) {
      case 'acknowledged':
        return this.#acknowledged(slice, outcome);
      case 'expected':
        return this.#expected(slice, outcome.expected);
      case 'malformed':
        return this.#malformed(slice, outcome.reason);
      case 'denied':
        this.#note('denied', outcome.reason);
        return DENIED_MS;
      case 'failed':
        if (this.#faults.note(slice, outcome.reason)) return this.#malformed(slice, outcome.reason);
        break;
      case 'away':
        break;
    }
    return this.#away(outcome.reason);
  }

  #acknowledged(
    { stream, first, last }: SpoolSlice,
    { upTo, refused }: Extract<Outcome, { kind: 'acknowledged' }>,
  ): number {
    const { spool, effects } = this.#options;
    if (upTo < first) return this.#away('the recorder acknowledges less than it was given');
    if (upTo >= spool.position(stream).next) return this.#renew(stream);
    faultPoint('delivery:acknowledged');
    const removed = spool.acknowledge(stream, Math.min(upTo, last));
    this.#lastDelivery = effects.clock.now();
    add(this.#delivered, stream, removed);
    this.#limits.delete(stream);
    this.#faults.passed(stream, upTo);
    if (refused.length > 0) this.#tellRefused(stream, refused);
    return this.#up();
  }

  /** The recorder waits for another number: it has other facts under ours, or facts of ours are gone. */
  async #expected(slice: SpoolSlice, expected: number): Promise<number> {
    const { spool, node, effects } = this.#options;
    const { stream, first } = slice;
    if (expected === first) return this.#away('the recorder asks for what it was just given');
    if (expected > first) return this.#renew(stream);
    const gap = gapSlice({ node, spool: spool.uuid, at: effects.clock.now() }, slice, expected);
    effects.log.write(
      'error',
      'facts that the recorder waits for are gone; it is told of the gap',
      { stream, first: expected, last: first - 1 },
    );
    const outcome = await this.#send(gap, null);
    return outcome.kind === 'acknowledged' ? this.#up() : this.#settleGap(gap, outcome);
  }

  /** The recorder has facts of the stream that this spool never gave: the spool is an older copy of itself. */
  #renew(stream: string): number {
    const { spool, effects } = this.#options;
    spool.renew();
    effects.log.write('error', 'the spool is an older copy of itself; it goes on as a new one', {
      stream,
      spool: spool.uuid,
    });
    return 0;
  }

  #settleGap(gap: SpoolSlice, outcome: Outcome): number {
    const said = 'reason' in outcome ? outcome.reason : outcome.kind;
    return this.#away(`the gap in ${gap.stream} could not be told: ${said}`);
  }

  /** Halves the batch; a single fact that is refused while the recorder takes a heartbeat is set aside. */
  async #malformed(slice: SpoolSlice, reason: string): Promise<number> {
    const { spool, node, effects, heartbeat } = this.#options;
    const { stream, bodies, first } = slice;
    if (bodies.length > 1) {
      this.#limits.set(stream, Math.floor(bodies.length / 2));
      return 0;
    }
    const { acknowledged } = spool.position(HEARTBEAT_STREAM);
    const empty = { ...slice, stream: HEARTBEAT_STREAM, bodies: [], trace: null };
    const probe = { ...empty, first: acknowledged + 1, last: acknowledged };
    const isSane =
      bodies.length === 1 &&
      !beginsWithGap(slice) &&
      (await this.#send(probe, heartbeat())).kind === 'acknowledged';
    if (!isSane) {
      this.#note('refuses', reason);
      this.#failures += 1;
      return DENIED_MS;
    }
    const identity = { node, spool: spool.uuid, at: effects.clock.now() };
    const why = `set aside in the agent's spool: ${reason}`;
    spool.setAside(stream, first, reason, gapFact(identity, stream, first, first, why));
    add(this.#refused, stream, 1);
    effects.log.write('error', 'a fact was set aside in the spool: the recorder will not have it', {
      stream,
      sequence: first,
      reason,
    });
    return 0;
  }

  #tellRefused(stream: string, refused: readonly { sequence: number; reason: string }[]): void {
    add(this.#refused, stream, refused.length);
    const [one] = refused;
    this.#options.effects.log.write('warn', 'the recorder refused facts; it keeps them with why', {
      stream,
      facts: refused.length,
      sequence: one?.sequence ?? 0,
      reason: one?.reason ?? '',
    });
  }

  #up(): number {
    if (this.#recorder !== 'up') this.#options.effects.log.write('info', 'the recorder answers');
    this.#recorder = 'up';
    this.#reason = null;
    this.#failures = 0;
    return 0;
  }

  #away(reason: string): number {
    this.#failures += 1;
    this.#note('away', reason);
    return backoffMs(this.#failures, this.#random());
  }

  #note(recorder: DeliveryState['recorder'], reason: string): void {
    if (this.#recorder !== recorder)
      this.#options.effects.log.write(
        'warn',
        `the recorder: ${reason}; the facts stay in the spool`,
      );
    this.#recorder = recorder;
    this.#reason = reason;
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
