/** Quotas as facts and metrics, wherever they come from. */

import type { QuotaBound, QuotaFact, QuotaStanding } from '#telemetry/facts/quota.ts';
import type { ResourceRole, UsageFact } from '#telemetry/facts/usage.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/storage-quotas.ts';

import { RESOURCE_UNITS } from '../../formats/amount.ts';
import type { QuotaResource } from '../../formats/amount.ts';
import { observation } from './parts.ts';

/** One row of a quota table. */
export interface Quota {
  readonly place: string;
  /** Of the place: "INFN Cloud". */
  readonly label: string;
  readonly role: ResourceRole;
  readonly resource: QuotaResource;
  readonly standing: QuotaStanding;
  readonly bound: QuotaBound;
  readonly value: number | null;
  readonly validFrom: number;
  readonly source: string;
  readonly note: string | null;
}

/** What is used of it, and when that was known. */
export interface QuotaUse {
  readonly used: number;
  readonly at: number;
}

function about({ place, label, resource, role }: Quota) {
  return {
    resource: `${place}/${resource}`,
    label: `${label} ${resource}`,
    role: resource === 'tape' ? 'tape' : role,
    unit: RESOURCE_UNITS[resource],
  } as const;
}

export function quotaFact(quota: Quota, at: number): QuotaFact {
  const { standing, bound, value, validFrom, source, note } = quota;
  return { kind: 'quota', ...about(quota), standing, bound, value, validFrom, source, note, at };
}

export function usageFact(quota: Quota, { used, at }: QuotaUse): UsageFact {
  return { kind: 'usage', ...about(quota), at, used, capacity: quota.value };
}

/** The quota and, where it is known, its use; nothing for one that has no number. */
export function observeQuota(quota: Quota, use: QuotaUse | null): Observation[] {
  const { place, resource, standing, source, value } = quota;
  const isBytes = RESOURCE_UNITS[resource] === 'By';
  const labels = { place, resource };
  const seen: Observation[] = [];
  if (value !== null) {
    const metric = isBytes ? metrics.quotaBytes : metrics.quotaCount;
    seen.push(observation(metric, { ...labels, standing, source }, value));
  }
  if (use !== null) {
    const metric = isBytes ? metrics.quotaUsedBytes : metrics.quotaUsedCount;
    seen.push(observation(metric, labels, use.used));
  }
  return seen;
}
