/** Quotas from the configuration: told once a start, shown always. */

import type { Fact } from '#telemetry/facts/index.ts';

import type { CollectorContext, CollectorProblem } from '../../collector.ts';
import { amountOf, parseAmount } from '../../formats/amount.ts';
import type { Amount } from '../../formats/amount.ts';
import type { QuotaSettings } from '../storage.schema.ts';
import { EMPTY_ROUND, problem } from './parts.ts';
import type { StoragePart } from './parts.ts';
import { observeQuota, quotaFact, usageFact } from './quota-facts.ts';
import type { Quota, QuotaUse } from './quota-facts.ts';

interface Listed {
  readonly quota: Quota;
  readonly use: QuotaUse | null;
}

/** Makes the part. A value in the wrong unit ("50 GB" of processors) is a problem and no quota. */
export function createQuotas(
  settings: readonly QuotaSettings[],
  { effects }: CollectorContext,
): StoragePart {
  const read = settings.flatMap((one) => one.limits.map((limit) => readLimit(one, limit)));
  const listed = read.flatMap(({ listed: one }) => one ?? []);
  const problems = read.flatMap(({ odd }) => odd ?? []);
  let isTold = false;
  return {
    turn() {
      const now = effects.clock.now();
      const facts: Fact[] = isTold ? [] : listed.flatMap((one) => factsOf(one, now));
      isTold = true;
      // A use is of its day: what was assigned stands first, so that one resource has one use.
      const used = new Set<string>();
      const observations = listed.flatMap(({ quota, use }) => {
        const key = `${quota.place}/${quota.resource}`;
        const isFirst = !used.has(key);
        if (use !== null) used.add(key);
        return observeQuota(quota, isFirst ? use : null);
      });
      return Promise.resolve({ ...EMPTY_ROUND, facts, observations, problems });
    },
  };
}

function factsOf({ quota, use }: Listed, now: number): Fact[] {
  const facts: Fact[] = [quotaFact(quota, now)];
  if (use !== null) facts.push(usageFact(quota, use));
  return facts;
}

function readLimit(
  settings: QuotaSettings,
  limit: QuotaSettings['limits'][number],
): { readonly listed?: Listed; readonly odd?: CollectorProblem } {
  const { place, label, role, source } = settings;
  const { resource, standing, note = null } = limit;
  const subject = `${place}/${resource}`;
  const amount = parseAmount(limit.value);
  const value = amount === null ? undefined : amountOf(resource, amount);
  if (amount === null || value === undefined)
    return { odd: problem('unit', subject, `${String(limit.value)} is no amount of ${resource}`) };
  const validFrom = Date.parse(limit.valid_from ?? settings.valid_from);
  const bound = boundOf(amount);
  const quota = { place, label, role, resource, standing, bound, value, validFrom, source, note };
  return { listed: { quota, use: readUse(limit, validFrom) } };
}

function boundOf({ kind }: Amount): Quota['bound'] {
  return kind === 'none' || kind === 'unlimited' ? kind : 'limited';
}

function readUse(
  { resource, used, used_at: at }: QuotaSettings['limits'][number],
  validFrom: number,
): QuotaUse | null {
  const amount = used === undefined ? null : parseAmount(used);
  const value = amount === null ? null : amountOf(resource, amount);
  if (value === null || value === undefined) return null;
  return { used: value, at: at === undefined ? validFrom : Date.parse(at) };
}
