/** The publisher: looks at the catalogue's position every half second, or when it is nudged, and publishes what is new. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { newMemory, publishOnce } from './publication.ts';
import { loadState } from './published-state.ts';
import { prune } from './prune.ts';
import type { Manifest } from './schema/manifest.ts';
import { createAssetStore } from './store.ts';

const POLL_MS = 500;
const PRUNE_EVERY_MS = 600_000;

export interface PublisherOptions {
  readonly directory: string;
  readonly effects: Effects;
  readonly demoNote: string | null;
  readonly pollAfterMs?: number;
  /** Runs `use` inside one read-only transaction with a consistent snapshot, and ends it. */
  readonly readConsistently: <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;
  /** Called after each publication. */
  readonly onPublish?: (manifest: Manifest) => void;
}

export interface PublisherHealth {
  readonly publications: number;
  readonly lastPublishedAt: number | null;
  readonly lastDurationMs: number | null;
  /** Change number that the snapshot shows. */
  readonly position: number | null;
  readonly lastError: string | null;
}

export interface Publisher {
  /** Publishes now if anything changed; returns the manifest in force, or null before the first. */
  publish(): Promise<Manifest | null>;
  /** Says that something was committed: the next look comes at once. */
  nudge(): void;
  health(): PublisherHealth;
  start(): void;
  stop(): Promise<void>;
}

/** Makes a publisher; its memory is read back from the directory before the first publication. */
export async function createPublisher(options: PublisherOptions): Promise<Publisher> {
  const { directory, effects, demoNote, pollAfterMs = POLL_MS } = options;
  const { clock, log } = effects;
  const store = createAssetStore({ directory });
  const state = await loadState(directory, log);
  const memory = newMemory();
  const health = {
    publications: 0,
    lastPublishedAt: null as number | null,
    lastDurationMs: null as number | null,
    lastError: null as string | null,
  };
  const doorbell = createDoorbell();
  let isStopped = false;
  let loop: Promise<void> | null = null;
  let prunedAt = clock.now();

  const publish = async (): Promise<Manifest | null> => {
    const began = clock.monotonic();
    const manifest = await options.readConsistently((connection) =>
      publishOnce(connection, memory, { store, state, demoNote, pollAfterMs }, clock.now()),
    );
    if (manifest !== null) {
      health.publications += 1;
      health.lastPublishedAt = manifest.generated_at;
      health.lastDurationMs = clock.monotonic() - began;
      options.onPublish?.(manifest);
    }
    return state.manifest;
  };

  const run = async (): Promise<void> => {
    while (!isStopped) {
      try {
        await publish();
        health.lastError = null;
        if (clock.now() - prunedAt > PRUNE_EVERY_MS) {
          prunedAt = clock.now();
          await prune(directory, state, prunedAt);
        }
      } catch (error) {
        // The old snapshot stays in force and says its age; the next look tries again.
        const message = describeError(error);
        if (message !== health.lastError) log.write('error', `publishing failed: ${message}`);
        health.lastError = message;
      }
      await doorbell.wait(POLL_MS);
    }
  };

  return {
    publish,
    nudge: () => {
      doorbell.ring();
    },
    health: () => ({ ...health, position: state.manifest?.position ?? null }),
    start() {
      loop ??= run();
    },
    async stop() {
      isStopped = true;
      doorbell.ring();
      await loop;
    },
  };
}

/** Something to wait at: until it is rung, or so many milliseconds. */
function createDoorbell(): { ring(): void; wait(ms: number): Promise<void> } {
  let wake: (() => void) | null = null;
  let rung = false;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}
