/** Slow control from the logs that instruments write: Bluefors, Leiden, LakeShore, and tables that the configuration describes. */

import type { Collector, CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { defineCollector } from '#agents/collector.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import {
  cryostatLines,
  cryostatMetrics,
  cryostatRefusedLines,
} from '#telemetry/metrics/cryostat.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { CryostatSettings } from './cryostat.schema.ts';
import { createDevice } from './cryostat/device.ts';
import type { DeviceFollower, DeviceRound } from './cryostat/follow.ts';
import { followDevice } from './cryostat/follow.ts';

export const cryostat = defineCollector<CryostatSettings>({
  name: 'cryostat',
  summary:
    'Temperatures, pressures, flow and magnet from instrument logs; every channel, with its quality',
  intervalMs: 1_000,
  deadlineMs: 60_000,
  metrics: cryostatMetrics,
  schema: async () => (await import('./cryostat.schema.ts')).cryostatSchema,
  create: createCryostat,
  sources: ({ devices }) =>
    devices.map(({ name, kind, path }) => ({
      kind: kind === 'bluefors' ? 'directory' : 'path',
      what: `logs of ${name}`,
      path,
    })),
});

/** Lines of a device since the agent started. */
interface Counted {
  lines: number;
  refused: number;
}

/** Makes the collector; see `cryostat.schema.ts` for its settings. */
export function createCryostat(settings: CryostatSettings, context: CollectorContext): Collector {
  const { clock } = context.effects;
  const followers = settings.devices.map((device) =>
    followDevice(createDevice(device, context.timeZone), context.cursor, context.limits ?? []),
  );
  const counted = new Map<string, Counted>();
  return {
    async collect() {
      const facts: Fact[] = [];
      const problems: CollectorProblem[] = [];
      const cursor: Record<string, string> = {};
      let more = false;
      let failed = 0;
      for (const follower of followers) {
        const round = await tryRound(follower, { monotonic: clock.monotonic(), now: clock.now() });
        if ('failure' in round) {
          failed += 1;
          problems.push(round.failure);
          continue;
        }
        for (const fact of round.facts) facts.push(fact);
        problems.push(...round.problems);
        Object.assign(cursor, round.cursor);
        more ||= round.more;
        count(counted, follower.device.name, round);
      }
      if (failed === followers.length) throw allFailed(problems);
      const observations = observe(followers, counted, clock.now());
      return { facts, observations, problems, cursor, more };
    },
  };
}

async function tryRound(
  follower: DeviceFollower,
  times: { monotonic: number; now: number },
): Promise<DeviceRound | { readonly failure: CollectorProblem }> {
  try {
    return await follower.round(times);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const message = `the logs of ${follower.device.name} cannot be read (${code})`;
    return { failure: { reason: 'unreadable', subject: follower.device.path, message } };
  }
}

function allFailed(problems: readonly CollectorProblem[]): FlashError {
  return new FlashError({
    operation: 'read the logs of slow control',
    subject: problems.map(({ subject }) => subject).join(', '),
    reason: problems.map(({ message }) => message).join('; '),
    hint: 'mount the folder, or correct collectors.cryostat.devices',
    transient: true,
  });
}

function count(counted: Map<string, Counted>, device: string, round: DeviceRound): void {
  const before = counted.get(device) ?? { lines: 0, refused: 0 };
  counted.set(device, {
    lines: before.lines + round.lines,
    refused: before.refused + round.refused,
  });
}

function observe(
  followers: readonly DeviceFollower[],
  counted: ReadonlyMap<string, Counted>,
  now: number,
): Observation[] {
  const observations: Observation[] = followers.flatMap((follower) => follower.observe(now));
  for (const [device, { lines, refused }] of counted) {
    observations.push(
      { metric: cryostatLines, labels: { device }, value: lines },
      { metric: cryostatRefusedLines, labels: { device }, value: refused },
    );
  }
  return observations;
}
