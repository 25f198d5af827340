/** Quotas and their use as OpenStack clouds answer them, every quarter of an hour. */

import { readFileSync } from 'node:fs';

import { readSecret } from '#telemetry/config/secret.ts';
import { describeError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { quotaUp } from '#telemetry/metrics/storage-quotas.ts';

import type { CollectorContext, CollectorProblem } from '../../collector.ts';
import type { CloudLimit } from '../../formats/openstack.ts';
import { createCloud } from '../../sources/openstack.ts';
import type { Cloud } from '../../sources/openstack.ts';
import type { OpenStackSettings } from '../storage.schema.ts';
import { inBackground } from './background.ts';
import type { BackgroundPart } from './background.ts';
import { EMPTY_ROUND, joinRounds, observation, problem } from './parts.ts';
import type { StoragePart } from './parts.ts';
import { observeQuota, quotaFact, usageFact } from './quota-facts.ts';
import type { Quota, QuotaUse } from './quota-facts.ts';

/** Makes the part: each cloud for itself. */
export function createOpenStack(
  settings: readonly OpenStackSettings[],
  context: CollectorContext,
): BackgroundPart {
  const clouds = settings.map((one) =>
    inBackground((signal) => createOne(one, context, signal), LIMIT_MS, context.signal),
  );
  return {
    turn: async () => joinRounds(await Promise.all(clouds.map((cloud) => cloud.turn()))),
    stop() {
      for (const cloud of clouds) cloud.stop();
    },
  };
}

/** A cloud that takes longer is collected by a later round. */
const LIMIT_MS = 10_000;

function cloudOf(settings: OpenStackSettings, now: () => number): Cloud {
  const { credential_secret: secret, credential_secret_file: file, ca_file: caFile } = settings;
  return createCloud({
    authUrl: settings.auth_url,
    credentialId: settings.credential_id,
    credentialSecret: () => readSecret('credential_secret', secret, file) ?? '',
    interface: settings.interface,
    region: settings.region,
    ca: caFile === undefined ? undefined : () => readFileSync(caFile, 'utf8'),
    now,
  });
}

function createOne(
  settings: OpenStackSettings,
  context: CollectorContext,
  signal: AbortSignal,
): StoragePart {
  const { clock } = context.effects;
  const { place } = settings;
  const cloud = cloudOf(settings, () => clock.now());
  const key = (limit: CloudLimit): string => `quota:${place}/${limit.resource}`;
  const since = new Map([...context.cursor].filter(([name]) => name.startsWith(`quota:${place}/`)));
  let due = 0;
  let shown: Observation[] = [];
  return {
    async turn() {
      if (clock.monotonic() < due) return { ...EMPTY_ROUND, observations: shown };
      due = clock.monotonic() + settings.every_s * 1_000;
      const problems: CollectorProblem[] = [];
      const facts: Fact[] = [];
      shown = [];
      try {
        const { limits, failures } = await cloud.ask(signal);
        for (const { service, reason } of failures)
          problems.push(problem('cloud', `${place}: ${service}`, reason));
        for (const limit of limits) {
          const now = clock.now();
          const validFrom = sinceOf(since, key(limit), limit, now);
          const quota = quotaOf(settings, limit, validFrom);
          const use: QuotaUse | null = limit.used === null ? null : { used: limit.used, at: now };
          facts.push(quotaFact(quota, now), ...(use === null ? [] : [usageFact(quota, use)]));
          shown.push(...observeQuota(quota, use));
        }
        shown.push(observation(quotaUp, { place }, limits.length > 0 ? 1 : 0));
      } catch (thrown) {
        problems.push(problem('cloud', place, describeError(thrown)));
        shown = [observation(quotaUp, { place }, 0)];
      }
      return { facts, observations: shown, problems, cursor: Object.fromEntries(since) };
    },
  };
}

/** When a limit was first seen so: remembered as `value@time`, also across restarts. */
function sinceOf(
  since: Map<string, string>,
  key: string,
  { limit }: CloudLimit,
  now: number,
): number {
  const [value, time] = (since.get(key) ?? '').split('@');
  const known = Number(time);
  if (value === String(limit) && Number.isSafeInteger(known) && known > 0) return known;
  since.set(key, `${String(limit)}@${String(now)}`);
  return now;
}

function quotaOf(
  { place, label }: OpenStackSettings,
  { resource, limit }: CloudLimit,
  validFrom: number,
): Quota {
  return {
    place,
    label,
    role: 'cloud',
    resource,
    standing: 'assigned',
    bound: limit === null ? 'unlimited' : 'limited',
    value: limit,
    validFrom,
    source: 'openstack',
    note: null,
  };
}
