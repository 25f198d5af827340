/** The publisher: looks at the catalogue's position every half second, or when it is nudged, and publishes what is new. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { span } from '#telemetry/otel/trace.ts';
import { newMemory, publishOnce } from './publication.ts';
import { loadState } from './published-state.ts';
import { createPruner } from './prune.ts';
import type { Manifest } from './schema/manifest.ts';
import { createAssetStore } from './store.ts';

const POLL_MS = 500;
const AT_PUBLISH = { 'code.function.name': 'site/snapshot/publication.ts#publishOnce' };

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
  /** Says that something was committed, and by which span where it is traced: the next look comes at once. */
  nudge(trace?: string | null): void;
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
  const parts = { store, state, demoNote, pollAfterMs };
  const memory = newMemory();
  const health = newHealth();
  const doorbell = createDoorbell();
  let isStopped = false;
  let loop: Promise<void> | null = null;
  const pruner = createPruner(directory, clock.now());

  const publish = async (): Promise<Manifest | null> => {
    const began = clock.monotonic();
    const [first = null, ...others] = doorbell.rings();
    const manifest = await options.readConsistently((connection) => {
      const work = () => publishOnce(connection, memory, parts, clock.now());
      return span('publish', AT_PUBLISH, work, first, others);
    });
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
        await pruner.pruneIfDue(state, clock.now());
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
    nudge: (trace = null) => {
      doorbell.ring(trace);
    },
    health: () => ({ ...health, position: state.manifest?.position ?? null }),
    start() {
      loop ??= run();
    },
    async stop() {
      isStopped = true;
      doorbell.ring(null);
      await loop;
    },
  };
}

function newHealth(): {
  -readonly [Key in keyof Omit<PublisherHealth, 'position'>]: PublisherHealth[Key];
} {
  return { publications: 0, lastPublishedAt: null, lastDurationMs: null, lastError: null };
}

interface Doorbell {
  ring(trace: string | null): void;
  /** The traced commits that rang since this was last asked: a publication's spans hang on the first and link the others. */
  rings(): readonly string[];
  /** Until it is rung, or so many milliseconds. */
  wait(ms: number): Promise<void>;
}

function createDoorbell(): Doorbell {
  const traces: string[] = [];
  let wake: (() => void) | null = null;
  let rung = false;
  return {
    rings: () => traces.splice(0),
    ring(trace) {
      if (trace !== null) traces.push(trace);
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
