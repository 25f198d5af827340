/** The agent's own health as series: what it says of itself becomes readings once a minute, in a stream of its own. */

import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import { createMetricRecorder } from '#telemetry/facts/record-metrics.ts';
import type { Timers } from './timers.ts';

/** How often it is looked whether a point is due: what is new has its first one by then. */
const LOOK_MS = 10_000;
const EVERY_MS = 60_000;
const STREAM = 'agent';

export interface SelfRecorder {
  /** Runs until the signal is aborted. Never throws. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export interface SelfRecorderOptions {
  readonly node: string;
  readonly spool: Pick<Spool, 'state' | 'store'>;
  readonly effects: Effects;
  readonly timers: Timers;
  /** What is true of the agent now; only metrics that are declared `record` are kept. */
  readonly observations: () => readonly Observation[];
}

/** Makes the recorder. While the spool takes nothing there are no newer points: one look's worth waits. */
export function createSelfRecorder(options: SelfRecorderOptions): SelfRecorder {
  const { node, spool, effects, timers, observations } = options;
  const { clock, log } = effects;
  const metrics = createMetricRecorder(node, EVERY_MS);
  /** What the spool has not taken, which may declare a channel: it goes before anything newer. */
  let waiting: readonly Fact[] | null = null;
  let said = '';
  const record = (): void => {
    try {
      // The last room of a spool is for what was measured.
      if (spool.state().isFull) return;
      waiting ??= metrics.facts(observations(), clock.now(), clock.monotonic());
      if (waiting.length > 0) {
        spool.store({ stream: STREAM, facts: waiting, cursor: {} });
        said = '';
      }
      waiting = null;
    } catch (thrown) {
      const text = describeError(thrown);
      if (text !== said) log.write('warn', `keeping how the agent is failed: ${text}`);
      said = text;
    }
  };
  return {
    async run(signal) {
      while (!signal.aborted) {
        await timers.wait(LOOK_MS, signal);
        if (!signal.aborted) record();
      }
    },
  };
}
