/** What a publisher knows between publications, read back from the snapshot itself. */

import type { Log } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { newMemory, type PublicationMemory } from './publication-memory.ts';
import { resumeOverview } from './resume-overview.ts';
import { emptyState, loadState, type PublishedState } from './published-state.ts';
import { READING } from './damaged.ts';
import type { AssetStore } from './store.ts';
import { Tree } from './tree.ts';

export interface Session {
  readonly state: PublishedState;
  readonly tree: Tree;
  readonly memory: PublicationMemory;
}

/** Begins where the manifest in force stands; where that cannot be read, with nothing. */
export async function openSession(store: AssetStore, log: Log): Promise<Session> {
  const state = await loadState(store.directory, log);
  const tree = new Tree(store, state.manifest?.assets.tree ?? null);
  try {
    for (const group of await tree.groups()) await tree.leaves(group);
    const memory = newMemory();
    await resumeOverview(store.directory, state.manifest, memory.overview);
    return { state, tree, memory };
  } catch (error) {
    log.write('warn', `${(error as Error).message}; the whole snapshot is published anew`);
    return emptySession(store);
  }
}

/** Begins with nothing: everything is published anew. */
export function emptySession(store: AssetStore): Session {
  return { state: emptyState(), tree: new Tree(store, null), memory: newMemory() };
}

/** Whether an error says that what was published before cannot be read. */
export function isDamage(error: unknown): boolean {
  return error instanceof FlashError && error.operation === READING;
}
