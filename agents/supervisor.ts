/** Runs every collector in a loop of its own, so that one that hangs, throws or is slow cannot hide another. */

import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { CollectorState } from '#telemetry/facts/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { Board } from '#telemetry/otel/board.ts';

import { healthObservations, toState } from './collector-state.ts';
import { createRunner } from './run-collector.ts';
import type { Runner, RunnerOptions } from './run-collector.ts';

/** What a collector is run with; two of the same `settings` are the same. */
export interface SupervisedCollector extends Pick<
  RunnerOptions,
  'name' | 'intervalMs' | 'deadlineMs' | 'create'
> {
  /** Everything that makes it what it is, as one text. */
  readonly settings?: string;
}

export interface SupervisorOptions extends Omit<
  RunnerOptions,
  'name' | 'intervalMs' | 'deadlineMs' | 'create'
> {
  readonly collectors: readonly SupervisedCollector[];
}

export interface Replaced {
  readonly begun: readonly string[];
  readonly ended: readonly string[];
}

export interface Supervisor {
  readonly start: () => void;
  /**
   * Runs these instead. Those with the same settings go on undisturbed; one that changed begins when its old round has
   * really ended, so that a collector never runs twice at once.
   */
  readonly replace: (
    collectors: readonly SupervisedCollector[],
    timeZone: string,
    limits?: readonly ChannelLimit[],
  ) => Replaced;
  /** Ends the loops; resolves when they have ended, or after `graceMs` where one hangs: with the names of those. */
  readonly stop: (graceMs?: number) => Promise<readonly string[]>;
  readonly states: () => readonly CollectorState[];
  /** What is true of the collectors now. */
  readonly observations: () => readonly Observation[];
  readonly runners: () => readonly Runner[];
}

/** Makes the supervisor; the collectors' health is asked for by the board. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const supervisor = new CollectorSupervisor(options);
  options.board.ask(() => supervisor.observations());
  return supervisor;
}

interface Slot {
  readonly collector: SupervisedCollector;
  readonly timeZone: string;
  readonly limits: readonly ChannelLimit[];
  readonly runner: Runner;
  readonly controller: AbortController;
  /** Resolves when its loop has ended; null before it was begun. */
  loop: Promise<void> | null;
}

class CollectorSupervisor implements Supervisor {
  readonly #options: SupervisorOptions;
  readonly #board: Board;
  #slots: readonly Slot[];
  /** Loops that were told to end and have not, by collector. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#board = options.board;
    this.#slots = options.collectors.map((one) =>
      this.#slot(one, options.timeZone, options.limits ?? []),
    );
  }

  start(): void {
    for (const slot of this.#slots) this.#begin(slot);
  }

  replace(
    collectors: readonly SupervisedCollector[],
    timeZone: string,
    limits: readonly ChannelLimit[] = [],
  ): Replaced {
    const isSame = (slot: Slot, one: SupervisedCollector): boolean =>
      slot.timeZone === timeZone &&
      JSON.stringify(slot.limits) === JSON.stringify(limits) &&
      slot.collector.name === one.name &&
      slot.collector.settings === one.settings;
    const next = collectors.map(
      (one) => this.#slots.find((slot) => isSame(slot, one)) ?? this.#slot(one, timeZone, limits),
    );
    const old = this.#slots.filter((slot) => !next.includes(slot));
    this.#slots = next;
    for (const slot of old) this.#end(slot);
    const begun = next.filter(({ loop }) => loop === null);
    for (const slot of begun) this.#begin(slot);
    return { begun: namesOf(begun), ended: namesOf(old) };
  }

  async stop(graceMs = 3_000): Promise<readonly string[]> {
    for (const slot of this.#slots) this.#end(slot);
    const grace = new AbortController();
    const ended = Promise.all(this.#ending.values());
    await Promise.race([ended, this.#options.timers.wait(graceMs, grace.signal)]);
    grace.abort();
    return [...this.#ending.keys()];
  }

  states(): readonly CollectorState[] {
    return this.#slots.map(({ runner }) => toState(runner.name, runner.health));
  }

  observations(): readonly Observation[] {
    return this.runners().flatMap(({ name, health }) => healthObservations(name, health));
  }

  runners(): readonly Runner[] {
    return this.#slots.map(({ runner }) => runner);
  }

  #slot(collector: SupervisedCollector, timeZone: string, limits: readonly ChannelLimit[]): Slot {
    const runner = createRunner({ ...this.#options, timeZone, limits, ...collector });
    return { collector, timeZone, limits, runner, controller: new AbortController(), loop: null };
  }

  #begin(slot: Slot): void {
    const { runner, controller } = slot;
    const before = this.#ending.get(runner.name);
    slot.loop =
      before === undefined
        ? runner.run(controller.signal)
        : before.then(() => runner.run(controller.signal));
  }

  /** What it said is gone at once; its loop ends when its round has. */
  #end({ runner: { name }, controller, loop }: Slot): void {
    controller.abort();
    this.#board.put(name, [], 0);
    if (loop === null) return;
    const ending = loop.finally(() => {
      if (this.#ending.get(name) === ending) this.#ending.delete(name);
    });
    this.#ending.set(name, ending);
  }
}

function namesOf(slots: readonly Slot[]): string[] {
  return slots.map(({ collector }) => collector.name);
}
