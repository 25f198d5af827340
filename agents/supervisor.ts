/** Runs every collector in a loop of its own, so that one that hangs, throws or is slow cannot hide another. */

import type { CollectorState } from '#telemetry/facts/batch.ts';
import type { Board } from '#telemetry/otel/board.ts';

import { healthObservations, toState } from './collector-state.ts';
import { createRunner } from './run-collector.ts';
import type { Runner, RunnerOptions } from './run-collector.ts';

export interface SupervisorOptions extends Omit<
  RunnerOptions,
  'name' | 'intervalMs' | 'deadlineMs' | 'create'
> {
  readonly collectors: readonly Pick<
    RunnerOptions,
    'name' | 'intervalMs' | 'deadlineMs' | 'create'
  >[];
}

export interface Supervisor {
  readonly start: () => void;
  /** Ends the loops; resolves when they have ended, or after `graceMs` where one hangs. */
  readonly stop: (graceMs?: number) => Promise<void>;
  readonly states: () => readonly CollectorState[];
  readonly runners: readonly Runner[];
}

/** Makes the supervisor; the collectors' health is asked for by the board. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { collectors, board, timers } = options;
  const controller = new AbortController();
  const runners = collectors.map((one) => createRunner({ ...options, ...one }));
  const loops: Promise<void>[] = [];
  askHealth(board, runners);
  return {
    runners,
    start() {
      for (const runner of runners) loops.push(runner.run(controller.signal));
    },
    async stop(graceMs = 3_000) {
      controller.abort();
      const end = new AbortController();
      await Promise.race([Promise.all(loops), timers.wait(graceMs, end.signal)]);
      end.abort();
    },
    states: () => runners.map(({ name, health }) => toState(name, health)),
  };
}

function askHealth(board: Board, runners: readonly Runner[]): void {
  board.ask(() => runners.flatMap(({ name, health }) => healthObservations(name, health)));
}
