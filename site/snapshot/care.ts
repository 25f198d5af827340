/** Looks after what is published: the nightly comparison, orphans, and assets that were damaged on the disk. */

import { join } from 'node:path';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { compareCatalogue, nextComparison } from './compare.ts';
import { createPruner, KEEP_MS, type Pruner } from './prune.ts';
import { rebuild } from './rebuild.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Manifest } from './schema/manifest.ts';
import { channelFolder } from './schema/series.ts';
import { createScrub } from './scrub.ts';
import type { Session } from './session.ts';
import type { Tree } from './tree.ts';

type ReadConsistently = <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;

const PRUNE_EVERY_MS = 60_000;
const SCRUB_EVERY_MS = 10_000;
const DAY = 86_400_000;

/** A manifest, and what its `now` and `tail` lead to. */
interface Named {
  readonly manifest: Manifest | null;
  readonly live: readonly AssetReference[];
}

export interface Care {
  /** Compares where it is night; refuses where the last comparison found something and nothing was mended since. */
  beforePublication(session: Session, read: ReadConsistently, now: number): Promise<void>;
  /** Notes what a new manifest names and what it no longer names. */
  published(before: Named, after: Named, tree: Tree, now: number): void;
  /** Deletes orphans and looks for damage, each where it is time. */
  afterPublication(session: Session, now: number): Promise<void>;
  /** Compares now. */
  compare(read: ReadConsistently): Promise<void>;
}

/** Returns the caretaker of a snapshot's directory. */
export function createCare(options: {
  readonly directory: string;
  readonly log: Log;
  readonly startedAt: number;
}): Care {
  const { directory, log, startedAt } = options;
  const pruner = createPruner(directory, startedAt);
  const scrub = createScrub(directory);
  let compareAt = nextComparison(startedAt);
  let isRefused = false;
  let prunedAt = startedAt;
  let scrubbedAt = startedAt;
  let sweptAt = startedAt - DAY + KEEP_MS;
  const compare = async (read: ReadConsistently): Promise<void> => {
    isRefused = true;
    await read(compareCatalogue);
    isRefused = false;
  };
  return {
    compare,
    async beforePublication({ memory }, read, now) {
      // A clock that was set back compares sooner than it has to.
      if (now >= compareAt || compareAt - now > DAY) {
        compareAt = nextComparison(now);
        // Edits by hand that no change tells of are taken up with the night.
        memory.runRows.forgetAll();
        await compare(read);
      } else if (isRefused) await compare(read);
    },
    published(before, after, tree, now) {
      const named = pathsOf(after);
      const dropped = pathsOf(before).filter((path) => !named.includes(path));
      const news = tree.takeNews();
      pruner.note({ named: news.named, dropped: [...news.dropped, ...dropped] }, now);
      pruner.note({ named, dropped: [] }, now);
    },
    async afterPublication({ state, tree, memory }, now) {
      if (Math.abs(now - prunedAt) >= PRUNE_EVERY_MS) {
        prunedAt = now;
        await pruner.prune(now);
      }
      if (Math.abs(now - sweptAt) >= DAY) {
        sweptAt = now;
        await sweepAll(pruner, { manifest: state.manifest, live: memory.live }, tree, now);
      }
      if (Math.abs(now - scrubbedAt) < SCRUB_EVERY_MS) return;
      scrubbedAt = now;
      for (const path of await scrub.next(state.manifest, tree, memory.live)) {
        log.write('warn', `${join(directory, path)} is damaged; it is published anew`);
        await rebuild(path, { directory, state, memory }).catch((error: unknown) =>
          log.write('error', describeError(error)),
        );
      }
    },
  };
}

function pathsOf({ manifest, live }: Named): readonly string[] {
  return [...Object.values(manifest?.assets ?? {}), ...live].map(({ path }) => path);
}

/** One folder at a time, so that only the names of one channel or campaign are in memory. */
async function sweepAll(pruner: Pruner, inForce: Named, tree: Tree, now: number): Promise<void> {
  if (inForce.manifest === null) return;
  const sweep: Pruner['sweep'] = (...options) => pruner.sweep(...options);
  const named = new Set(pathsOf(inForce));
  const isOurs =
    /^(now|channels|lately|tail|alarms|series|campaigns|log|assets|overview|storage|jobs)\.[0-9a-f]{16}\.json|\.tmp$/;
  await sweep('', (path) => named.has(path) || !isOurs.test(path), now);
  const growing = await tree.assets({ group: 'series', leaf: 'growing' });
  const lists = new Set((await tree.lists()).map(({ path }) => path));
  const shared = new Map<string, Set<string>>();
  for (const group of await tree.groups()) {
    const paths = new Set(group.startsWith('series/') ? growing.map(({ path }) => path) : []);
    for (const leaf of await tree.leaves(group)) {
      for (const { path } of await tree.assets({ group, leaf })) paths.add(path);
    }
    const [kind = '', ...rest] = group.split('/');
    const name = rest.join('/');
    const isNamed = (path: string): boolean => paths.has(path);
    if (kind === 'series' && name !== '')
      await sweep(`series/${channelFolder(name)}`, isNamed, now);
    if (kind === 'campaign') {
      for (const folder of ['run', 'files']) await sweep(`${folder}/${name}`, isNamed, now);
      for (const folder of ['runs', 'tuner'])
        shared.set(folder, new Set([...(shared.get(folder) ?? []), ...paths]));
    }
    if (['log', 'alarms', 'days', 'rota'].includes(kind)) await sweep(kind, isNamed, now);
    await sweep(`tree/${kind}/${channelFolder(name)}`, (path) => lists.has(path), now);
  }
  for (const [folder, paths] of shared) await sweep(folder, (path) => paths.has(path), now);
}
