/** Plays recorded readings through the evaluator at their own times, as a hub would have seen them, and tells what was raised. */

import { createEvaluator, widestWindows } from '#telemetry/alerts/evaluate.ts';
import { createSamples, type SampleStore } from '#telemetry/alerts/samples.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { selectionsOf } from '#telemetry/alerts/result.ts';
import type { Alarm } from '#telemetry/alarms/alarm.ts';
import { createChannelSeries, type ChannelSeries } from '#telemetry/alarms/channel-series.ts';
import { createMachine, type AlarmChange, type Machine } from '#telemetry/alarms/machine.ts';

export interface Replay {
  readonly samples: SampleStore;
  readonly channels: ChannelSeries;
  readonly machine: Machine;
  /** Evaluates at a time. */
  readonly step: (now: number) => readonly AlarmChange[];
}

/** Makes an evaluator without a hub; `kept` are alarms of before. */
export function createReplay(
  alerts: readonly AlertDefinition[],
  kept: readonly Alarm[] = [],
): Replay {
  const samples = createSamples(widestWindows(alerts));
  const asked = new Set(
    alerts.flatMap(({ when }) => selectionsOf(when).map(({ metric }) => metric)),
  );
  const channels = createChannelSeries(samples, (metric) => asked.has(metric));
  const evaluate = createEvaluator(alerts, samples);
  const machine = createMachine(alerts, kept);
  return {
    samples,
    channels,
    machine,
    step: (now) => machine.step(now, evaluate(now, machine.raised())),
  };
}

/** One alarm in words: what, of which channel or device, how long the condition held, and what explains it. */
export function describeAlarm({ alert, labels, since, overAt, explainedBy }: Alarm): string {
  const clock = (t: number | null): string =>
    t === null ? '…' : new Date(t).toISOString().slice(5, 19).replace('T', ' ');
  const by = explainedBy === null ? '' : `, explained by ${explainedBy.split(' ')[0] ?? ''}`;
  const about = labels['channel'] ?? labels['device'] ?? labels['node'] ?? '';
  return `${alert} ${about} ${clock(since)} to ${clock(overAt)}${by}`;
}
