/** What `/healthz` and `/readyz` say: each collector, the spool, the recorder. */

import type { DeliveryState } from '#telemetry/delivery/delivery.ts';
import type { PlainResponse } from '#telemetry/http/serve-plain.ts';
import type { SalvageReport } from '#telemetry/spool/salvage-report.ts';
import type { SpoolState } from '#telemetry/spool/spool.ts';

import type { Runner } from './run-collector.ts';

export interface ReadyInput {
  readonly node: string;
  readonly version: string;
  readonly runners: readonly Pick<Runner, 'name' | 'health' | 'isPaused'>[];
  readonly spool: SpoolState;
  /** The last damaged spool that is still kept. */
  readonly salvaged: SalvageReport | null;
  readonly delivery: DeliveryState;
  /** UTC, ms. */
  readonly now: number;
}

/** The process answers: it is alive. Nothing else is asked. */
export function healthz(): PlainResponse {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok\n' };
}

/** 200 where every collector is up, the spool has room and the recorder takes facts, else 503; the JSON says which. */
export function readyz(input: ReadyInput): PlainResponse {
  const { node, version, runners, spool, salvaged, delivery, now } = input;
  const collectors = runners.map(({ name, health, isPaused }) => ({
    name,
    up: health.up,
    paused: isPaused,
    last_success: isoOrNull(health.lastSuccess),
    last_error: health.lastError,
    errors: Object.fromEntries(health.errors),
  }));
  const isReady =
    collectors.every(({ up }) => up === true) && !spool.isFull && delivery.recorder === 'up';
  const body = {
    ready: isReady,
    node,
    version,
    collectors,
    spool: {
      facts: spool.facts,
      bytes: spool.bytes,
      full: spool.isFull,
      set_aside: spool.aside,
      salvaged: salvaged === null ? null : salvagedFields(salvaged),
      oldest: isoOrNull(spool.oldestAt),
      oldest_age_s: spool.oldestAt === null ? null : Math.max(0, now - spool.oldestAt) / 1_000,
    },
    recorder: {
      state: delivery.recorder,
      reason: delivery.reason,
      last_delivery: isoOrNull(delivery.lastDelivery),
    },
  };
  return {
    status: isReady ? 200 : 503,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: `${JSON.stringify(body, null, 2)}\n`,
  };
}

/** Of very many gaps the first ones. */
const GAPS_SAID = 20;

function salvagedFields(report: SalvageReport): Readonly<Record<string, unknown>> {
  return {
    at: isoOrNull(report.at),
    facts_saved: report.saved,
    facts_lost: report.lost,
    gaps: report.gaps.slice(0, GAPS_SAID),
    gaps_not_shown: Math.max(0, report.gaps.length - GAPS_SAID),
    read_again: report.readAgain,
    damaged_file: report.movedTo,
  };
}

function isoOrNull(t: number | null): string | null {
  return t === null ? null : new Date(t).toISOString();
}
