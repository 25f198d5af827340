/** The loop of one collector: a round, its facts into the spool, its observations onto the board; a failure is data. */

import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Effects } from '#telemetry/effects.ts';
import { describeError, FlashError } from '#telemetry/errors.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { span } from '#telemetry/otel/trace.ts';
import type { Spool, StoreInput } from '#telemetry/spool/spool.ts';

import type { Collector, CollectorContext, CollectorRound } from './collector.ts';
import { countError, createHealth } from './collector-state.ts';
import type { CollectorHealth } from './collector-state.ts';
import { createMetricRecorder } from '#telemetry/facts/record-metrics.ts';
import type { RecorderOfMetrics } from '#telemetry/facts/record-metrics.ts';
import type { Timers } from './timers.ts';

export interface RunnerOptions {
  readonly name: string;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly create: (context: CollectorContext) => Collector;
  readonly node: string;
  readonly site: string;
  readonly timeZone: string;
  readonly limits?: readonly ChannelLimit[];
  readonly spool: Spool;
  readonly board: Board;
  readonly effects: Effects;
  readonly timers: Timers;
}

export interface Runner {
  readonly name: string;
  readonly health: CollectorHealth;
  /** Whether the last turn was left out because the spool is full. */
  readonly isPaused: boolean;
  /** Runs until the signal is aborted; resolves when the round in progress has ended. Never throws. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Observations live this many intervals after their round. */
const STALE_INTERVALS = 3;

const COLLECT = 'agents/collector.ts#Collector.collect';

/** Makes the loop; the collector itself is made at the first round, so that a `create` that throws is data too. */
export function createRunner(options: RunnerOptions): Runner {
  return new CollectorLoop(options);
}

class CollectorLoop implements Runner {
  readonly name: string;
  readonly health = createHealth();
  readonly #options: RunnerOptions;
  readonly #metrics: RecorderOfMetrics;
  #collector: Collector | null = null;
  /** What a round gave and the spool has not taken: stored before the next round, so that nothing is lost. */
  #waiting: StoreInput | null = null;
  #signal: AbortSignal = new AbortController().signal;
  #isPaused = false;

  constructor(options: RunnerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#metrics = createMetricRecorder(options.node, options.intervalMs);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { effects, timers, intervalMs } = this.#options;
    while (!signal.aborted) {
      const started = effects.clock.monotonic();
      const nextMs = this.#mayRun() ? await this.#turn(signal, started) : intervalMs;
      const elapsed = effects.clock.monotonic() - started;
      await timers.wait(Math.max(0, Math.min(intervalMs - elapsed, nextMs)), signal);
    }
    await this.#collector?.stop?.().catch(() => undefined);
  }

  /** Whether the spool has room, or need not have; one that cannot be asked is this collector's failure. */
  #mayRun(): boolean {
    const { spool } = this.#options;
    try {
      // One that never gave a fact fills nothing: the machine is watched however long the recorder is away.
      this.#isPaused = spool.state().isFull && spool.position(this.name).next > 1;
      return !this.#isPaused;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  /** One round with its deadline; what it throws becomes the collector's state. Returns after how many ms the next is wanted at the latest. */
  async #turn(signal: AbortSignal, started: number): Promise<number> {
    const { effects, timers, deadlineMs, intervalMs } = this.#options;
    const { health } = this;
    const round = new AbortController();
    this.#signal = AbortSignal.any([signal, round.signal]);
    const cancel = timers.after(deadlineMs, () => {
      passDeadline(health, this.#options);
      round.abort(new Error('the deadline has passed'));
    });
    try {
      return await this.#round();
    } catch (thrown) {
      if (!health.isOverdue && !signal.aborted) this.#fail(thrown);
      return intervalMs;
    } finally {
      cancel();
      health.durationMs = effects.clock.monotonic() - started;
      health.isOverdue = false;
    }
  }

  async #round(): Promise<number> {
    const { name, health } = this;
    const { effects, board, intervalMs, create } = this.#options;
    await this.#store();
    this.#collector ??= create(contextOf(this.#options, () => this.#signal));
    const collector = this.#collector;
    const attributes = { 'code.function.name': COLLECT, 'flash.collector': name };
    return span('collect', attributes, async ({ traceparent }) => {
      const round = await collector.collect();
      const { clock } = effects;
      const recorded = this.#metrics.facts(round.observations, clock.now(), clock.monotonic());
      const facts = [...round.facts, ...recorded];
      this.#waiting = { stream: name, facts, cursor: round.cursor, trace: traceparent };
      await this.#store();
      countProblems(health, round, effects, name);
      if (health.isOverdue || this.#signal.aborted) return intervalMs;
      const staleAfterMs = STALE_INTERVALS * Math.max(intervalMs, 1_000);
      board.put(name, round.observations, staleAfterMs, round.foreign);
      health.up = true;
      health.lastSuccess = effects.clock.now();
      health.lastError = null;
      return round.more === true ? 0 : (round.nextMs ?? intervalMs);
    });
  }

  async #store(): Promise<void> {
    const input = this.#waiting;
    if (input === null) return;
    const attributes = {
      'code.function.name': 'telemetry/spool/spool.ts#Spool.store',
      'flash.stream': this.name,
      'flash.facts': input.facts.length,
    };
    const store = (): void => this.#options.spool.store(input);
    await span('spool', attributes, store, input.trace);
    this.#waiting = null;
    this.#collector?.stored?.();
  }

  #fail(thrown: unknown): void {
    const { name, health } = this;
    const message = describeError(thrown);
    if (health.lastError !== message)
      this.#options.effects.log.write('warn', `collector ${name} failed: ${message}`);
    health.up = false;
    health.lastError = message;
    countError(health, reasonOf(thrown));
  }
}

function contextOf(options: RunnerOptions, signal: () => AbortSignal): CollectorContext {
  const { effects, node, site, timeZone, limits = [], spool, name } = options;
  return { effects, node, site, timeZone, limits, cursor: spool.cursorOf(name), signal };
}

function passDeadline(health: CollectorHealth, { name, deadlineMs, effects }: RunnerOptions): void {
  health.isOverdue = true;
  health.up = false;
  health.lastError = `the round did not end within its ${String(deadlineMs / 1_000)} s`;
  countError(health, 'deadline');
  effects.log.write('warn', `collector ${name}: ${health.lastError}; waiting for its end`);
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof FlashError)) return 'threw';
  return thrown.isTransient() ? 'unavailable' : 'failed';
}

/** Problems inside a round that succeeded: counted by reason, the first of each reason written down once. */
function countProblems(
  health: CollectorHealth,
  { problems }: CollectorRound,
  { log }: Effects,
  name: string,
): void {
  for (const { reason, subject, message } of problems) {
    if (!health.errors.has(reason)) log.write('warn', `${name}: ${message}`, { reason, subject });
    countError(health, reason);
  }
}
