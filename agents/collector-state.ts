/** How one collector is: kept by its loop, shown in /metrics, /readyz and the heartbeat. */

import type { CollectorState } from '#telemetry/facts/batch.ts';
import {
  collectorDuration,
  collectorErrors,
  collectorLastSuccess,
  collectorUp,
} from '#telemetry/metrics/agent.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

export interface CollectorHealth {
  /** Null until the first round has ended. */
  up: boolean | null;
  lastSuccess: number | null;
  lastError: string | null;
  durationMs: number | null;
  /** A round that passed its deadline and has not ended. */
  isOverdue: boolean;
  readonly errors: Map<string, number>;
}

export function createHealth(): CollectorHealth {
  return {
    up: null,
    lastSuccess: null,
    lastError: null,
    durationMs: null,
    isOverdue: false,
    errors: new Map(),
  };
}

/** Of one collector; more are counted together, so that reasons made of data cannot fill memory. */
const MOST_REASONS = 32;

/** Counts one error; reasons are short fixed words. */
export function countError({ errors }: CollectorHealth, reason: string, by = 1): void {
  const isKnown = errors.has(reason) || errors.size < MOST_REASONS;
  const counted = isKnown ? reason : 'other';
  errors.set(counted, (errors.get(counted) ?? 0) + by);
}

/** The collector as the heartbeat tells it. */
export function toState(name: string, health: CollectorHealth): CollectorState {
  const { up, lastSuccess, lastError } = health;
  return { name, up: up === true, lastSuccess, lastError };
}

/** What is true of the collector now, for `/metrics`; nothing before its first round has ended. */
export function healthObservations(collector: string, health: CollectorHealth): Observation[] {
  const labels = { collector };
  const observations: Observation[] = [];
  if (health.up !== null)
    observations.push({ metric: collectorUp, labels, value: health.up ? 1 : 0 });
  if (health.lastSuccess !== null)
    observations.push({ metric: collectorLastSuccess, labels, value: health.lastSuccess / 1_000 });
  if (health.durationMs !== null)
    observations.push({ metric: collectorDuration, labels, value: health.durationMs / 1_000 });
  for (const [reason, value] of health.errors)
    observations.push({ metric: collectorErrors, labels: { collector, reason }, value });
  return observations;
}
