/** What needs a person, from the state of things alone; until alarms have rules of their own these few are always true. */

import { thresholds } from '#dashboards/thresholds.ts';
import { showText } from '#telemetry/units.ts';
import { DISK_ALARM_DAYS, DISK_ATTENTION_DAYS } from '../src/now/thresholds.ts';
import { backupNeeds } from '../src/now/backup.ts';
import { daysLeft, daysText } from '../src/now/tiles/safe.ts';
import type { ChannelNow, Limit, Need, Now } from './schema/now.ts';

export type NeedsInput = Pick<Now, 'channels' | 'volumes' | 'jobs' | 'agents'> &
  Partial<Pick<Now, 'run' | 'daq' | 'backup'>>;

/** Returns whether a channel's last reading is older than it may be; false where that is not known. */
export function isStale(channel: ChannelNow, now: number): boolean {
  return (
    channel.t !== null && channel.staleAfterMs !== null && now - channel.t > channel.staleAfterMs
  );
}

/** Returns the limits that a value breaks, alarms first. */
export function brokenLimits(value: number, limits: readonly Limit[]): readonly Limit[] {
  return limits
    .filter((limit) => (limit.side === 'high' ? value > limit.value : value < limit.value))
    .sort((a, b) => Number(b.severity === 'alarm') - Number(a.severity === 'alarm'));
}

/** Returns what needs a person now, alarms first, then attention, then what has gone silent. */
export function needsOf(input: NeedsInput, now: number): readonly Need[] {
  const rank = { alarm: 0, attention: 1, stale: 2 } as const;
  return [
    // Where no agent ever reported, channels come from imports alone: nobody waits for their next reading.
    ...(input.agents.length === 0
      ? []
      : input.channels.flatMap((channel) => channelNeeds(channel, now))),
    ...input.volumes.flatMap(volumeNeeds),
    ...fileNeeds(input, now),
    ...jobNeeds(input.jobs, now),
    ...input.agents.flatMap((agent) => agentNeeds(agent, now)),
    ...backupNeeds(input.backup ?? null, now),
  ].sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Files of an open run have stopped, and its agent is there to say so: longer than a tuner move and a sweep take. */
function fileNeeds({ run, daq, agents }: NeedsInput, now: number): readonly Need[] {
  const last = daq?.lastFile ?? null;
  if (run == null || last === null || now - last.t <= thresholds.fileSilence.value) return [];
  const isSilent = agents.every(
    ({ heartbeat }) => heartbeat === null || now - heartbeat > thresholds.agentSilent.value,
  );
  if (isSilent) return [];
  return [
    {
      id: `files-stopped:${run.campaign}/${run.number}`,
      severity: 'attention',
      since: last.t,
      title: `No new file in run ${run.number}`,
      detail: `The last one is ${last.name}. The run is still open.`,
      procedure: 'procedures/start-of-shift',
    },
  ];
}

function channelNeeds(channel: ChannelNow, now: number): readonly Need[] {
  if (channel.role === null) return [];
  if (isStale(channel, now)) {
    return [
      {
        id: `channel-stale:${channel.name}`,
        severity: 'stale',
        since: channel.t,
        title: `No reading from “${channel.label}”`,
        detail: `${channel.name} has gone silent. Its last value is not shown as the value of now.`,
        procedure: 'procedures/start-of-shift',
      },
    ];
  }
  if (channel.quality !== null && channel.quality !== 'good') {
    return [
      {
        id: `channel-quality:${channel.name}`,
        severity: 'attention',
        since: channel.goodT,
        title: `“${channel.label}” reads ${qualityWords(channel.quality)}`,
        detail: `${channel.name}: the instrument says that its number means nothing.`,
        procedure: 'procedures/start-of-shift',
      },
    ];
  }
  const broken =
    channel.value === null ? undefined : brokenLimits(channel.value, channel.limits)[0];
  if (broken === undefined) return [];
  return [
    {
      id: `channel-limit:${channel.name}`,
      severity: broken.severity,
      since: null,
      title: `“${channel.label}” is ${broken.side === 'high' ? 'above' : 'below'} its limit`,
      detail: `It reads ${showText(channel.value ?? 0, channel.unit)}, the limit is ${showText(broken.value, channel.unit)}: ${broken.reason}.`,
      procedure: 'procedures/start-of-shift',
    },
  ];
}

/** Returns a quality as a person says it: "over range". */
export function qualityWords(quality: NonNullable<ChannelNow['quality']>): string {
  const words = {
    over: 'over range',
    under: 'under range',
    off: 'off',
    uncalibrated: 'uncalibrated',
    missing: 'not measured',
  };
  return quality === 'good' ? 'good' : words[quality];
}

function volumeNeeds(volume: Now['volumes'][number]): readonly Need[] {
  if (volume.used === null || volume.capacity === null || volume.capacity === 0) return [];
  const share = volume.used / volume.capacity;
  const days = volume.role === 'daq' ? daysLeft(volume) : null;
  if (share < thresholds.volumeAttention.value) {
    return days === null || days >= DISK_ATTENTION_DAYS ? [] : [fullSoon(volume, days)];
  }
  return [
    {
      id: `volume-full:${volume.name}`,
      severity: share >= thresholds.volumeAlarm.value ? 'alarm' : 'attention',
      since: null,
      title: `${volume.label} is ${Math.floor(share * 100)} % full`,
      detail: `${volume.name}: free space before it stops the data taking.`,
      procedure: null,
    },
  ];
}

/** As the tile "Is it safe?" judges it: the page says one thing in one place and the same in the other. */
function fullSoon({ name, label }: Now['volumes'][number], days: number): Need {
  return {
    id: `volume-full-soon:${name}`,
    severity: days < DISK_ALARM_DAYS ? 'alarm' : 'attention',
    since: null,
    title: `${label} is full in ${daysText(days)} days`,
    detail: `${name} at the growth of the last hours: free space before it stops the data taking.`,
    procedure: null,
  };
}

function jobNeeds(jobs: Now['jobs'], now: number): readonly Need[] {
  const held = jobs?.byState.held ?? 0;
  // What a scheduler said long ago calls nobody now.
  if (jobs === null || held === 0 || now - jobs.seenAt > thresholds.jobsStale.value) return [];
  const others = Object.entries(jobs.byState).some(
    ([state, count]) => state !== 'held' && count > 0,
  );
  // A held job now and then is somebody's own affair; when all are held the farm needs a person.
  if (others && held < thresholds.heldJobs.value) return [];
  const reason = jobs.heldReasons[0]?.reason;
  return [
    {
      id: 'jobs-held',
      severity: 'attention',
      since: null,
      title: others ? `${held} jobs are held` : `All ${held} jobs are held`,
      detail: reason ?? 'The scheduler gives no reason.',
      procedure: null,
    },
  ];
}

function agentNeeds(agent: Now['agents'][number], now: number): readonly Need[] {
  if (agent.heartbeat === null || now - agent.heartbeat > thresholds.agentSilent.value) {
    return [
      {
        id: `agent-silent:${agent.node}`,
        severity: 'alarm',
        since: agent.heartbeat,
        title: `The agent on ${agent.node} is silent`,
        detail:
          'Nothing from this node is current. Its data are kept there and come when it returns.',
        procedure: null,
      },
    ];
  }
  return agent.collectors
    .filter((collector) => !collector.up && collector.lastError !== null)
    .map((collector) => ({
      id: `collector-down:${agent.node}:${collector.name}`,
      severity: 'attention' as const,
      since: collector.lastSuccess,
      title: `Collector ${collector.name} on ${agent.node} fails`,
      detail: collector.lastError ?? '',
      procedure: `collectors/${collector.name}`,
    }));
}
