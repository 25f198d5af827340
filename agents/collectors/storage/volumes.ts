/** Volumes and mounts: how full, how fast a small read comes, and whether they answer, are mounted and may be written. */

import { describeError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { UsageFact } from '#telemetry/facts/usage.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/storage.ts';

import type { CollectorContext, CollectorProblem, CollectorRound } from '../../collector.ts';
import { readComplaint } from '../../formats/complaint.ts';
import { mountOf } from '../../formats/mountinfo.ts';
import type { Mount } from '../../formats/mountinfo.ts';
import type { Volume } from '../../formats/statfs.ts';
import { readMounts } from '../../sources/mounts.ts';
import { createOneChild } from '../../sources/one-child.ts';
import type { OneChild } from '../../sources/one-child.ts';
import { createVolumeProbe } from '../../sources/volume.ts';
import type { VolumeProbe } from '../../sources/volume.ts';
import type { StorageSettings, VolumeSettings } from '../storage.schema.ts';
import { createMountWatch } from './mount-watch.ts';
import type { MountWatch } from './mount-watch.ts';
import { observation, problem } from './parts.ts';
import type { StoragePart } from './parts.ts';

interface Watched {
  readonly settings: VolumeSettings;
  readonly watch: MountWatch;
  /** By mount point: a mount that was replaced has a child of its own. */
  readonly probe: (child: OneChild) => VolumeProbe;
}

/** What one volume said: the volume, or why not. */
interface Answer {
  readonly settings: VolumeSettings;
  readonly mount: Mount | null;
  readonly volume: Volume | null;
  readonly problems: readonly CollectorProblem[];
  readonly seconds: number | null;
  readonly readSeconds: number | null;
}

/** Makes the part; `mounts` gives the kernel's list. */
export function createVolumes(
  settings: Pick<StorageSettings, 'volumes' | 'timeout_s' | 'usage_s'>,
  context: CollectorContext,
  mounts: () => Promise<readonly Mount[]> = readMounts,
): StoragePart {
  const { clock } = context.effects;
  const watched = settings.volumes.map((volume) => watchVolume(volume, settings, context));
  const children = new Map<string, OneChild>();
  const childOf = (place: string): OneChild => {
    const found = children.get(place) ?? createOneChild(place);
    children.set(place, found);
    return found;
  };
  let usageDue = 0;
  return {
    async turn() {
      const list = await mounts().catch((): readonly Mount[] => []);
      const placed = watched.map((one) => ({ one, mount: mountOf(one.settings.path, list) }));
      const groups = Map.groupBy(
        placed,
        ({ one, mount }) => mount?.mountPoint ?? one.settings.path,
      );
      const answers = await Promise.all(
        [...groups].map(async ([place, members]) => {
          const said: Answer[] = [];
          // One question at a time to a mount: where the first hangs, the others need not ask.
          for (const { one, mount } of members)
            said.push(await ask(one, mount, childOf(place), context));
          return said;
        }),
      );
      for (const place of children.keys()) if (!groups.has(place)) children.delete(place);
      const isDue = clock.monotonic() >= usageDue;
      if (isDue) usageDue = clock.monotonic() + settings.usage_s * 1_000;
      return roundOf(answers.flat(), isDue ? clock.now() : null, context.node, watched);
    },
  };
}

function watchVolume(
  volume: VolumeSettings,
  { timeout_s }: Pick<StorageSettings, 'timeout_s'>,
  context: CollectorContext,
): Watched {
  const { path, read_file: readFile } = volume;
  const watch = createMountWatch(volume, context.cursor.get(`mount:${volume.name}`) ?? null);
  let probe: VolumeProbe | null = null;
  let ofChild: OneChild | null = null;
  return {
    settings: volume,
    watch,
    probe(child) {
      if (probe === null || ofChild !== child) {
        probe = createVolumeProbe({ path, timeoutMs: timeout_s * 1_000, readFile, child });
        ofChild = child;
      }
      return probe;
    },
  };
}

async function ask(
  { settings, watch, probe }: Watched,
  mount: Mount | null,
  child: OneChild,
  { effects, signal }: CollectorContext,
): Promise<Answer> {
  const problems = [...watch.look(mount)];
  const none = { settings, mount, volume: null, seconds: null, readSeconds: null };
  if (watch.isMissing(mount)) return { ...none, problems };
  const started = effects.clock.monotonic();
  const seconds = (): number => (effects.clock.monotonic() - started) / 1_000;
  const asking = probe(child);
  let volume: Volume;
  try {
    volume = await asking.ask(signal());
  } catch (thrown) {
    return {
      ...none,
      problems: [...problems, complain(settings.path, thrown)],
      seconds: seconds(),
    };
  }
  const answered = seconds();
  try {
    const readSeconds = await asking.read(signal());
    return { ...none, volume, problems, seconds: answered, readSeconds };
  } catch (thrown) {
    const odd = complain(settings.path, thrown);
    return { ...none, volume, problems: [...problems, odd], seconds: answered };
  }
}

function complain(path: string, thrown: unknown): CollectorProblem {
  const message = describeError(thrown);
  return problem(readComplaint(message), path, message);
}

function roundOf(
  answers: readonly Answer[],
  usageAt: number | null,
  node: string,
  watched: readonly Watched[],
): CollectorRound {
  const facts: Fact[] =
    usageAt === null ? [] : answers.map((answer) => usageOf(answer, node, usageAt));
  const cursor = Object.fromEntries(
    watched.flatMap(({ settings, watch }) => {
      const text = watch.remembered();
      return text === null ? [] : [[`mount:${settings.name}`, text]];
    }),
  );
  return {
    facts,
    observations: answers.flatMap(observe),
    problems: answers.flatMap(({ problems }) => problems),
    cursor,
  };
}

function observe({ settings, mount, volume, seconds, readSeconds }: Answer): Observation[] {
  const labels = { volume: settings.name };
  const seen: Observation[] = [observation(metrics.storageUp, labels, volume === null ? 0 : 1)];
  const add = (metric: Observation['metric'], value: number | null | undefined): void => {
    if (value !== null && value !== undefined) seen.push(observation(metric, labels, value));
  };
  add(metrics.storageProbeDuration, seconds);
  if (mount !== null) {
    const { type: file_system, source, mountPoint: mount_point, options } = mount;
    const about = { ...labels, file_system, source, mount_point, options: options.slice(0, 200) };
    seen.push(observation(metrics.storageMount, about, 1));
    add(metrics.storageReadOnly, mount.isReadOnly ? 1 : 0);
  }
  add(metrics.storageReadDuration, readSeconds);
  add(metrics.storageSize, volume?.sizeBytes);
  add(metrics.storageUsed, volume?.usedBytes);
  add(metrics.storageFree, volume?.freeBytes);
  add(metrics.storageInodes, volume?.inodes);
  add(metrics.storageFreeInodes, volume?.freeInodes);
  return seen;
}

function usageOf({ settings, volume }: Answer, node: string, at: number): UsageFact {
  return {
    kind: 'usage',
    resource: `${node}/${settings.name}`,
    label: settings.label ?? settings.name,
    role: settings.role,
    unit: 'By',
    at,
    used: volume?.usedBytes ?? null,
    // What can be filled, as df counts it: the blocks that only root may write are nobody's room.
    capacity: volume === null ? null : volume.usedBytes + volume.freeBytes,
  };
}
