/** What is worked out of the snapshot for a text: each answers with values, or says in words why there is none. */

import { sayValue } from '#telemetry/alerts/say-value.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { judgeBackup } from '../now/backup.ts';
import { fileAge, filesAreFresh, silentSince } from '../now/flow.ts';
import { slowControl } from '../now/slow-control.ts';
import { isStale } from '../now/state.ts';
import {
  AGENT_SILENT_MS,
  JOBS_STALE_MS,
  S11_LIMIT_MS,
  VOLUME_STALE_MS,
} from '../now/thresholds.ts';
import { coupling, roundQ } from '../now/tiles/resonance.ts';
import { used } from '../now/tiles/safe.ts';
import { clockMinuteOrDay, clockOrDay, span } from '../text/times.ts';
import { good, without, type LiveInput, type LiveItem } from './item.ts';
import type { LiveFact } from './wish.ts';

type Answer = (input: LiveInput) => readonly LiveItem[];
type Volume = LiveInput['now']['volumes'][number];
type Step = NonNullable<NonNullable<LiveInput['now']['run']>['step']>;

/** A channel that has been silent for longer is switched off: nobody waits for it. */
const SILENT_MS = 86_400_000;

export const FACTS: Readonly<Record<LiveFact, Answer>> = {
  'last-file': ({ now, at }) => {
    if (now.daq === null) return [without('not watched: no agent watches the disk of a DAQ')];
    const { lastFile } = now.daq;
    if (lastFile === null) return [without('no file yet')];
    const { name, t } = lastFile;
    if (silentSince(now, at) !== null) return [notKnown('no agent reports')];
    const isFresh = filesAreFresh(now, at) || now.run === null;
    const word = isFresh ? null : `none for ${span(fileAge(now, at) ?? 0)}`;
    return [{ ...good(name, t), state: isFresh ? 'good' : 'attention', word }];
  },
  'data-rate': ({ now, at }) => {
    if (now.daq === null) return [without('not watched: no agent watches the disk of a DAQ')];
    const { bytesPerS, lastFile } = now.daq;
    if (!filesAreFresh(now, at)) return [without('no file is coming')];
    if (bytesPerS === null) return [notKnown('nobody was there over the last minute')];
    return [good(showText(bytesPerS, 'By/s'), lastFile?.t ?? null)];
  },
  resonance: ofSweep(({ f0Hz }) => (f0Hz === null ? null : `f₀ ${showText(f0Hz, 'Hz')}`)),
  'quality-factor': ofSweep(({ qL }) => (qL === null ? null : `Q_L ${formatCount(roundQ(qL))}`)),
  coupling: ofSweep(({ beta, regime }) => coupling(beta, regime)),
  sweep: ofSweep(({ sweepAt, f0Hz }) =>
    sweepAt === null ? null : f0Hz === null ? 'taken, without a fit' : 'taken and fitted',
  ),
  backup: ({ now, at }) => {
    if (now.backup === null) return [without('not known')];
    const { state, word, lines } = judgeBackup(now.backup, at);
    const failed = now.backup.failure === null ? null : (lines[0] ?? null);
    return [{ ...good(word, null), state, word: failed }];
  },
  'backup-copy': ({ now, at }) => {
    const copy = now.backup?.copy ?? null;
    if (copy === null) return [without('not configured: backup.copy_to')];
    if (copy.failed !== null) return [without(`failed: ${copy.failed}`, 'attention')];
    if (copy.last === null) return [without('not copied yet', 'unchecked')];
    return [good(`read back ${clockMinuteOrDay(copy.last, at)}`, null)];
  },
  agents: ({ now, at }) =>
    ofAgents(now, ({ node, heartbeat }) => {
      if (heartbeat === null) return without('never heard', 'none', node);
      return at - heartbeat > AGENT_SILENT_MS
        ? without(`silent since ${clockOrDay(heartbeat, at)}`, 'stale', node)
        : good('speaks', heartbeat, node);
    }),
  collectors: ({ now, at }) => {
    const all = now.agents.flatMap(({ node, collectors }) =>
      collectors.map((collector) => ({ node, ...collector })),
    );
    if (all.length === 0) return [without('not configured: no agent runs a collector')];
    const failing = all.filter(({ up }) => !up);
    if (failing.length === 0)
      return [good(`all of ${sayValue(all.length, '{collector}')} succeed`, null)];
    return failing.map(({ node, name, lastSuccess }) =>
      without(
        lastSuccess === null ? 'never worked' : `fails since ${clockOrDay(lastSuccess, at)}`,
        'attention',
        `${name} on ${node}`,
      ),
    );
  },
  spool: ({ now, at }) =>
    ofAgents(now, ({ node, heartbeat, spoolFacts, spoolOldestAt }) => {
      if (heartbeat === null || at - heartbeat > AGENT_SILENT_MS || spoolFacts === null)
        return notKnown('the agent is silent', node);
      const oldest = spoolOldestAt === null ? null : `the oldest ${span(at - spoolOldestAt)} old`;
      return { ...good(`${formatCount(spoolFacts)} waiting`, heartbeat, node), word: oldest };
    }),
  jobs: ({ now, at }) => {
    if (now.jobs === null) return [without('not configured: no agent asks a batch system')];
    const { seenAt, byState, heldReasons } = now.jobs;
    if (at - seenAt > JOBS_STALE_MS)
      return [without(`not known: stale since ${clockOrDay(seenAt, at)}`, 'stale')];
    const { running = 0, idle = 0, held = 0 } = byState;
    const count = `${formatCount(running)} running, ${formatCount(idle)} idle, ${formatCount(held)} held`;
    const reason = held === 0 ? null : (heldReasons[0]?.reason ?? null);
    return [{ ...good(count, seenAt), state: held > 0 ? 'attention' : 'good', word: reason }];
  },
  volumes: ({ now, at }) =>
    now.volumes.length === 0
      ? [without('not configured: no volume is watched')]
      : now.volumes.map((volume) =>
          isStaleVolume(volume, at)
            ? without(`stale since ${clockOrDay(volume.at, at)}`, 'stale', volume.label)
            : volume.used === null
              ? without('did not answer', 'unchecked', volume.label)
              : good(used(volume), volume.at, volume.label),
        ),
  room: (input) =>
    input.now.volumes.length === 0
      ? [without('not configured: no volume is watched')]
      : input.now.volumes.map((volume) => roomOf(volume, input)),
  snapshot: ({ manifest }) => [good('written', manifest.generated_at)],
  'stale-channels': ({ now, at }) => {
    const heard = slowControl(now).filter(({ t }) => t !== null && at - t <= SILENT_MS);
    if (heard.length === 0) return [without('not configured: no channel was read in the last day')];
    const stale = heard.filter((channel) => isStale(channel, at));
    if (stale.length === 0) return [good(`none of ${sayValue(heard.length, '{channel}')}`, null)];
    return stale.map(({ name, t }) =>
      without(t === null ? 'never read' : `since ${clockOrDay(t, at)}`, 'stale', name),
    );
  },
};

/** What is used of a quota is asked for rarely: its value has its time, and is never stale by the minute. */
function isStaleVolume({ isQuota, at: seenAt }: Volume, at: number): boolean {
  return !isQuota && at - seenAt > VOLUME_STALE_MS;
}

/** What is free, and how long the DAQ could write into it at the rate of now. */
function roomOf(volume: Volume, { now, at }: LiveInput): LiveItem {
  const { used: taken, capacity, label, at: seenAt } = volume;
  if (isStaleVolume(volume, at))
    return without(`stale since ${clockOrDay(seenAt, at)}`, 'stale', label);
  if (taken === null || capacity === null) return without('not known', 'unchecked', label);
  const free = Math.max(0, capacity - taken);
  const rate = filesAreFresh(now, at) ? (now.daq?.bytesPerS ?? 0) : 0;
  const lasts = rate > 0 ? `, full after ${span((free / rate) * 1000)} at the rate of now` : '';
  return good(`${showText(free, 'By')} free${lasts}`, seenAt, label);
}

function notKnown(why: string, name: string | null = null): LiveItem {
  return without(`not known: ${why}`, 'stale', name);
}

function ofAgents(
  { agents }: LiveInput['now'],
  say: (agent: LiveInput['now']['agents'][number]) => LiveItem,
): readonly LiveItem[] {
  return agents.length === 0 ? [without('no agent has reported yet')] : agents.map(say);
}

/** Of the last sweep of the open run; one that is older than its limit says nothing of now. */
function ofSweep(say: (step: Step) => string | null): Answer {
  return ({ now, at }) => {
    if (now.run === null) return [without('not known: no run is open')];
    const { step } = now.run;
    if (step === null || step.sweepAt === null) return [without('not measured in this run')];
    const text = say(step);
    if (text === null) return [without('not known: the last sweep has no fit', 'unchecked')];
    const isOld = at - step.sweepAt > S11_LIMIT_MS;
    return [
      {
        ...good(text, step.sweepAt),
        state: isOld ? 'stale' : 'good',
        word: isOld ? `a sweep older than ${span(S11_LIMIT_MS)}` : null,
      },
    ];
  };
}
