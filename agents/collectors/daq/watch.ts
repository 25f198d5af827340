/** The watch over one root: its tree, its disk and what is read from it. One that hangs holds up no other. */

import type { CollectorProblem, Cursor } from '#agents/collector.ts';
import type { OpenDisk } from '#agents/sources/open-disk.ts';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { Delivery } from './deliver.ts';
import { createDeliverer } from './deliver.ts';
import type { MakeFacts } from './read-file.ts';
import type { Completed, Removed, Times, VisitRules } from './take-in.ts';
import type { Backlog, Tree, TreeRound } from './tree.ts';
import { createTree } from './tree.ts';

/** A first look at a large disk may take this long before it is called a failure. */
const LATE_MS = 30_000;

/** A round waits this long for a visit, and for what is being read; both go on without it. */
const VISIT_MS = 2_000;
const DELIVER_MS = 1_000;

export interface WatchRound {
  readonly removed: readonly Removed[];
  readonly completed: readonly Completed[];
  readonly problems: readonly CollectorProblem[];
  readonly delivery: Delivery;
  readonly cursor: Readonly<Record<string, string>>;
  /** Why nothing is known of the root in this round; null where it was looked at. */
  readonly blind: FlashError | null;
  /** Blind only because a look takes its time, as the first one at a large disk does. */
  readonly isLate: boolean;
}

export interface Watch {
  readonly root: string;
  /** One look and one delivery; ends in time whatever the disk does. */
  round(times: Times, signal: AbortSignal): Promise<WatchRound>;
  backlog(): Backlog;
  /** Monotonic time at which a file may become complete; Infinity: none is waited for. */
  dueAt(): number;
  /** Readers of this root that were started again because the disk gave no answer. */
  restarts(): number;
  stop(): void;
}

export interface WatchOptions {
  readonly root: string;
  readonly disk: OpenDisk;
  readonly cursor: Cursor;
  readonly clock: Clock;
  readonly rules: Omit<VisitRules, 'canDescend' | 'disk'>;
  readonly maxDepth: number;
  readonly maxFiles: number;
  readonly isSweep: (name: string) => boolean;
  readonly makeFacts: MakeFacts;
}

/** Makes the watch; nothing is asked before its first round. */
export function createWatch(options: WatchOptions): Watch {
  const { root, disk, clock, cursor, maxDepth } = options;
  const tree = createTree({ root, cursor, maxDepth, rules: { ...options.rules, disk } });
  const deliverer = createDeliverer({ ...options, tree });
  const look = createLook(tree);
  let foundAt = Number.NaN;
  let wasStalled = false;
  return {
    root,
    backlog: () => tree.backlog(),
    dueAt: () => tree.dueAt(),
    restarts: disk.restarts,
    stop: () => {
      disk.close();
    },
    async round(times, signal) {
      const found = await look(times, signal);
      if (found !== null || Number.isNaN(foundAt)) foundAt = times.monotonic;
      const isLate = found === null && times.monotonic - foundAt < LATE_MS;
      const blind = whyBlind(root, found);
      const waitMs = blind === null ? DELIVER_MS : 0;
      const delivery = await deliverer.deliver(clock.monotonic() + waitMs, signal);
      const stored = tree.store(clock.monotonic());
      const problems = [...(found?.problems ?? []), ...delivery.problems];
      if (found != null && found.failure !== null && !wasStalled) {
        problems.push({ reason: 'stalled', subject: root, message: found.failure.message });
      }
      if (found !== null) wasStalled = found.failure !== null;
      const { removed = [], completed = [] } = found ?? {};
      const entries = { ...delivery.cursor, ...stored, ...found?.cursor };
      return { removed, completed, problems, delivery, cursor: entries, blind, isLate };
    },
  };
}

/** Makes what visits the tree: it waits for a visit so long and no longer, and gives null while one is late. */
function createLook(
  tree: Pick<Tree, 'visit'>,
): (times: Times, signal: AbortSignal) => Promise<TreeRound | null> {
  let visiting: Promise<void> | null = null;
  let visited: TreeRound | null = null;
  const visit = async (times: Times): Promise<void> => {
    visited = await tree.visit(times).catch(failedRound);
    visiting = null;
  };
  return async (times, signal) => {
    if (visiting === null && visited === null) {
      visiting = visit(times);
      // One that is late is not waited for again.
      await withinTime(visiting, VISIT_MS, signal);
    }
    const found = visited;
    visited = null;
    return found;
  };
}

/** A visit that threw is a round that saw nothing: what other roots gave in the same round must not be lost with it. */
function failedRound(cause: unknown): TreeRound {
  const failure = new FlashError({
    operation: 'look through the DAQ disk',
    subject: 'a visit',
    reason: cause instanceof Error ? cause.message : String(cause),
    transient: true,
    cause,
  });
  return { removed: [], problems: [], completed: [], isBlind: false, failure, cursor: {} };
}

function whyBlind(root: string, found: TreeRound | null): FlashError | null {
  if (found === null) return slow(root);
  return found.failure ?? (found.isBlind ? notThere(root) : null);
}

async function withinTime(work: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  await Promise.race([work, over]);
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
}

function slow(root: string): FlashError {
  return new FlashError({
    operation: 'read the DAQ disk',
    subject: root,
    reason: 'a look at it has not come back yet',
    hint: 'a first look at a large disk takes some seconds; longer: look whether the mount answers',
    transient: true,
  });
}

function notThere(root: string): FlashError {
  return new FlashError({
    operation: 'read the DAQ disk',
    subject: root,
    reason: 'the directory is not there or cannot be read',
    hint: 'mount the disk, or correct collectors.daq.roots',
    transient: true,
  });
}
