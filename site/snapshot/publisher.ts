/** The publisher: looks at the catalogue's position every half second, or when it is nudged, and publishes what is new, once a second at most; an alarm does not wait for that second. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { Clock, Effects, Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { span } from '#telemetry/otel/trace.ts';
import { createCare } from './care.ts';
import { publishOnce } from './publication.ts';
import { emptySession, isDamage, openSession } from './session.ts';
import type { Manifest } from './schema/manifest.ts';
import { createAssetStore } from './store.ts';
import type { Written } from './tally.ts';

const POLL_MS = 500;
/** From one publication to the next at least: at any rate of commits a day stays small, and a reading is on the screen within 2 s. */
export const LEAST_PAUSE_MS = 1_000;
/** From one publication that did not wait to the next such one at least: alarms that flap cost no more than this. */
const HURRY_PAUSE_MS = 2_000;
/** After a failure, so that a full disk or a refused snapshot is not tried twice a second. */
const RETRY_MS = 5_000;
const AT_PUBLISH = { 'code.function.name': 'site/snapshot/publication.ts#publishOnce' };

export interface PublisherOptions {
  readonly directory: string;
  readonly effects: Effects;
  readonly demoNote: string | null;
  readonly pollAfterMs?: number;
  /** Whether the directory is for any web server; a hub does with the gzip form of what is still written to. */
  readonly isPlain?: boolean;
  /** From one publication to the next at least, ms; a second where it is left out. */
  readonly leastPauseMs?: number;
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
  /** What was written since the publisher began, by kind of asset, and how often the disk was flushed. */
  readonly written: ReadonlyMap<string, Readonly<Written>>;
  readonly flushes: number;
}

export interface Publisher {
  /** Publishes now if anything changed; returns the manifest in force, or null before the first. */
  publish(): Promise<Manifest | null>;
  /** The nightly comparison, now. @throws {FlashError} where rows were deleted by hand or have no parent; nothing is published until that is mended or accepted. */
  compare(): Promise<void>;
  /** Says that something was committed, and by which span where it is traced: the next look comes at once. */
  nudge(trace?: string | null): void;
  /** Says that what was committed cannot wait for its second: an alarm was raised or is over. */
  hurry(): void;
  health(): PublisherHealth;
  start(): void;
  stop(): Promise<void>;
}

/** Makes a publisher; its memory is read back from the directory before the first publication. */
export async function createPublisher(options: PublisherOptions): Promise<Publisher> {
  const { directory, effects, demoNote, pollAfterMs = POLL_MS, isPlain = false } = options;
  const { leastPauseMs = LEAST_PAUSE_MS } = options;
  const { clock, log } = effects;
  const store = createAssetStore({ directory, isPlain });
  const care = createCare({ directory, log, startedAt: clock.now() });
  const health = newHealth();
  const doorbell = createDoorbell();
  const say = (level: 'info' | 'warn', text: string): void => log.write(level, text);
  let session = await openSession(store, log);

  const publish = async (): Promise<Manifest | null> => {
    const began = clock.monotonic();
    const [first = null, ...others] = doorbell.rings();
    const { state, tree, memory } = session;
    const before = { manifest: state.manifest, live: memory.live };
    try {
      await care.beforePublication(session, options.readConsistently, clock.now());
      const manifest = await options.readConsistently((connection) => {
        const parts = { store, state, tree, say, demoNote, pollAfterMs };
        const work = () => publishOnce(connection, memory, parts, clock.now());
        return span('publish', AT_PUBLISH, work, first, others);
      });
      if (manifest === null) return before.manifest;
      care.published(before, { manifest, live: memory.live }, tree, clock.now());
      noteHealth(health, manifest, clock.monotonic() - began);
      options.onPublish?.(manifest);
      return manifest;
    } catch (error) {
      // What was half done is forgotten: the next attempt begins with what the manifest in force leads to.
      await store.settle().catch(() => undefined);
      session = isDamage(error) ? emptySession(store) : await openSession(store, log);
      throw error;
    }
  };

  const once = lookOnce(health, log, async () => {
    await publish();
    await care.afterPublication(session, clock.now());
  });
  const loop = createLoop(once, doorbell, { clock, leastPauseMs });

  return {
    publish,
    compare: () => care.compare(options.readConsistently),
    nudge: (trace = null) => {
      doorbell.ring(trace);
    },
    hurry: () => doorbell.hurry(),
    health: () => ({
      ...health,
      position: session.state.manifest?.position ?? null,
      written: store.tally.written,
      flushes: store.tally.flushes(),
    }),
    start: loop.start,
    stop: loop.stop,
  };
}

/** One look of the loop: what goes wrong is said once, and the old snapshot stays in force and says its age. */
function lookOnce(health: Health, log: Log, look: () => Promise<void>): () => Promise<Outcome> {
  return async () => {
    const { publications } = health;
    try {
      await look();
      health.lastError = null;
      return health.publications === publications ? 'nothing new' : 'published';
    } catch (error) {
      const message = describeError(error);
      if (message !== health.lastError) log.write('error', `publishing failed: ${message}`);
      health.lastError = message;
      return 'failed';
    }
  };
}

type Outcome = 'published' | 'nothing new' | 'failed';

/** Calls `once` whenever the doorbell rings, and now and then; not at once after a publication, and less often while it fails. */
function createLoop(
  once: () => Promise<Outcome>,
  doorbell: Doorbell,
  { clock, leastPauseMs }: { readonly clock: Clock; readonly leastPauseMs: number },
): Readonly<Record<'start', () => void> & Record<'stop', () => Promise<void>>> {
  let isStopped = false;
  let running: Promise<void> | null = null;
  let hurriedAt = Number.NEGATIVE_INFINITY;
  const pause = async (began: number): Promise<void> => {
    const sinceMs = clock.monotonic() - hurriedAt;
    const hears = sinceMs >= HURRY_PAUSE_MS ? 'hurry' : 'nothing';
    const leftMs = Math.max(0, began + leastPauseMs - clock.monotonic());
    if (await doorbell.wait(leftMs, hears)) hurriedAt = clock.monotonic();
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const began = clock.monotonic();
      const outcome = await once();
      if (outcome === 'failed') await doorbell.wait(RETRY_MS, 'nothing');
      else if (outcome === 'nothing new') await doorbell.wait(POLL_MS, 'all');
      else await pause(began);
    }
  };
  return {
    start() {
      running ??= run();
    },
    async stop() {
      isStopped = true;
      doorbell.end();
      await running;
    },
  };
}

type Health = {
  -readonly [
    Key in keyof Omit<PublisherHealth, 'position' | 'written' | 'flushes'>
  ]: PublisherHealth[Key];
};

function noteHealth(health: Health, { generated_at }: Manifest, tookMs: number): void {
  health.publications += 1;
  health.lastPublishedAt = generated_at;
  health.lastDurationMs = tookMs;
}

function newHealth(): Health {
  return { publications: 0, lastPublishedAt: null, lastDurationMs: null, lastError: null };
}

/** What wakes whoever waits; the end always does. */
type Hears = 'all' | 'hurry' | 'nothing';

interface Doorbell {
  ring(trace: string | null): void;
  /** Rings for what cannot wait. */
  hurry(): void;
  /** The traced commits that rang since this was last asked: a publication's spans hang on the first and link the others. */
  rings(): readonly string[];
  /** Until what is heard rings, or has rung since the last wait, or so many milliseconds; returns whether it was hurried. */
  wait(ms: number, hears: Hears): Promise<boolean>;
  /** Wakes whoever waits, now and from now on. */
  end(): void;
}

function createDoorbell(): Doorbell {
  const traces: string[] = [];
  let wake: (() => void) | null = null;
  let rung: Hears = 'nothing';
  let heard: Hears = 'all';
  let hasEnded = false;
  const isHeard = (): boolean =>
    heard === 'all' ? rung !== 'nothing' : heard === 'hurry' && rung === 'hurry';
  const note = (how: 'all' | 'hurry'): void => {
    if (rung !== 'hurry') rung = how;
    if (isHeard()) wake?.();
  };
  return {
    rings: () => traces.splice(0),
    end() {
      hasEnded = true;
      wake?.();
    },
    ring(trace) {
      if (trace !== null) traces.push(trace);
      note('all');
    },
    hurry: () => note('hurry'),
    async wait(ms, hears) {
      heard = hears;
      if (!hasEnded && !isHeard()) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      const isHurried = hears === 'hurry' && rung === 'hurry';
      rung = 'nothing';
      return isHurried;
    },
  };
}
