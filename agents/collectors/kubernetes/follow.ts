/** Keeps a picture of one resource: a list, then its changes by a watch, resumed where it broke. */

import type { KubeObject, ReadObject } from '#agents/formats/kube-objects.ts';
import { at, listAt, textAt } from '#agents/formats/kube-fields.ts';
import { createWatchParser, isNotNewer } from '#agents/formats/kube-watch.ts';
import type { WatchEvent } from '#agents/formats/kube-watch.ts';
import type { KubeAnswer, KubeClient } from '#agents/sources/kube-client.ts';
import type { Timers } from '#agents/timers.ts';
import { backoffMs } from '#telemetry/delivery/backoff.ts';
import { FlashError } from '#telemetry/errors.ts';

export interface FollowOptions<T extends KubeObject> {
  readonly client: KubeClient;
  /** `/apis/batch/v1/namespaces/flash/jobs`. */
  readonly path: string;
  readonly read: ReadObject<T>;
  readonly pageSize: number;
  /** The server is asked to end a watch after this long. */
  readonly watchS: number;
  readonly timers: Timers;
  /** A version known before this start: what happened since is asked for again. */
  readonly resumeFrom?: string | undefined;
  readonly onProblem: (message: string) => void;
  /** Whether what is deleted is kept until `takeDeleted`. */
  readonly keepsDeleted?: boolean;
}

/** Why a watch or a list ended other than by its time; a fixed set, safe as a label. */
export type BreakReason = 'gone' | 'broken' | 'refused' | 'unreachable';

export interface Follower<T extends KubeObject> {
  /** Runs until the signal is aborted; never throws. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly objects: () => ReadonlyMap<string, T>;
  /** The last state of objects that were deleted since the last call. */
  readonly takeDeleted: () => readonly T[];
  /** Everything up to this version is in the picture; null before the first list. */
  readonly version: () => string | null;
  /** Null while the picture is kept up to date. */
  readonly failure: () => FlashError | null;
  readonly counts: Readonly<Record<'events' | 'lists' | BreakReason, number>>;
}

const GONE = 410;
/** A server that ends watches at once is not asked faster than this. */
const LEAST_WATCH_MS = 1_000;
/** Silence beyond the watch's own time: the server sends bookmarks about every minute, and ends it itself. */
const SILENCE_MS = 15_000;
/** After so many failures in a row the picture is listed anew: the version itself may be what fails. */
const RELIST_AFTER = 3;
/** Deleted objects that wait to be told. */
const MOST_DELETED = 10_000;
/** A list that expires between two pages is begun again so often, then it has failed. */
const LIST_TRIES = 3;

/** Makes the follower; it begins when `run` is called. */
export function followResource<T extends KubeObject>(options: FollowOptions<T>): Follower<T> {
  return new ResourceFollower(options);
}

class ResourceFollower<T extends KubeObject> implements Follower<T> {
  readonly counts = { events: 0, lists: 0, gone: 0, broken: 0, refused: 0, unreachable: 0 };
  readonly #options: FollowOptions<T>;
  #objects = new Map<string, T>();
  #deleted: T[] = [];
  #version: string | null = null;
  /** Until the replay of what happened before this start has passed the list. */
  #replayTo: string | null = null;
  #failure: FlashError | null = null;
  #failures = 0;
  /** The last failure that was counted by its own reason. */
  #own: FlashError | null = null;

  constructor(options: FollowOptions<T>) {
    this.#options = options;
  }

  objects = (): ReadonlyMap<string, T> => this.#objects;
  version = (): string | null => this.#version;
  failure = (): FlashError | null => this.#failure;

  takeDeleted = (): readonly T[] => this.#deleted.splice(0);

  run = async (signal: AbortSignal): Promise<void> => {
    const { timers } = this.#options;
    while (!signal.aborted) {
      const started = performance.now();
      let pauseMs = 0;
      try {
        if (this.#version === null) await this.#list(signal);
        await this.#watch(signal);
        pauseMs = LEAST_WATCH_MS - (performance.now() - started);
      } catch (thrown) {
        if (signal.aborted) return;
        this.#fail(thrown);
        pauseMs = backoffMs(this.#failures, Math.random());
      }
      if (pauseMs > 0) await timers.wait(pauseMs, signal);
    }
  };

  #fail(thrown: unknown): void {
    if (thrown !== this.#own) this.counts.unreachable += 1;
    this.#failures += 1;
    this.#failure =
      thrown instanceof FlashError ? thrown : this.#error('broken', String(thrown), true);
    if (this.#failures % RELIST_AFTER !== 0) return;
    this.#version = null;
    this.#replayTo = null;
  }

  async #list(signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const found = await this.#pages(signal);
      if (found === null) {
        if (tries < LIST_TRIES) continue;
        throw this.#error('gone', 'its list expires faster than it can be read', true);
      }
      const isFirst = this.counts.lists === 0;
      this.counts.lists += 1;
      this.#objects = found.objects;
      this.#version = found.version;
      const { resumeFrom } = this.#options;
      if (isFirst && resumeFrom !== undefined && isNotNewer(resumeFrom, found.version) === true) {
        this.#replayTo = found.version;
        this.#version = resumeFrom;
      }
      return;
    }
  }

  /** All pages as one picture; null where it expired on the way. */
  async #pages(
    signal: AbortSignal,
  ): Promise<{ readonly objects: Map<string, T>; readonly version: string } | null> {
    const { client, path, pageSize } = this.#options;
    const objects = new Map<string, T>();
    let next: string | null = null;
    for (;;) {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (next !== null) query.set('continue', next);
      const answer = await client.get(`${path}?${query.toString()}`, signal);
      if (!answer.ok && answer.status === GONE) {
        this.counts.gone += 1;
        return null;
      }
      if (!answer.ok) throw this.#refused(answer);
      for (const item of listAt(answer.body, 'items')) {
        const object = this.#read(item);
        if (object !== null) objects.set(object.uid, object);
      }
      const version = textAt(answer.body, 'metadata', 'resourceVersion');
      if (version === null || !Array.isArray(at(answer.body, 'items')))
        throw this.#error('broken', 'the answer is no list of objects', true);
      next = textAt(answer.body, 'metadata', 'continue');
      if (next === null) return { objects, version };
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, path, watchS } = this.#options;
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version ?? '',
      timeoutSeconds: String(watchS),
    });
    const parser = createWatchParser();
    const stop = new AbortController();
    const end: { by: FlashError | 'ended' | null } = { by: null };
    const answer = await client
      .stream(`${path}?${query.toString()}`, {
        silenceMs: watchS * 1_000 + SILENCE_MS,
        signal: AbortSignal.any([signal, stop.signal]),
        onOpen: () => {
          this.#failure = null;
        },
        onChunk: (chunk) => {
          for (const event of parser.push(chunk)) end.by ??= this.#take(event);
          if (end.by !== null) stop.abort();
        },
      })
      .catch((thrown: unknown): KubeAnswer => {
        if (end.by === 'ended') return { ok: true, body: null };
        throw end.by ?? thrown;
      });
    if (end.by instanceof FlashError) throw end.by;
    if (!answer.ok) this.#watchRefused(answer);
    else this.#failures = 0;
  }

  #watchRefused(answer: Extract<KubeAnswer, { ok: false }>): void {
    if (answer.status !== GONE) throw this.#refused(answer);
    this.#expire();
  }

  /** Takes an event into the picture; returns what ends the stream: nothing after it counts. */
  #take(event: WatchEvent): FlashError | 'ended' | null {
    switch (event.type) {
      case 'BOOKMARK':
        this.#failures = 0;
        this.#advance(event.resourceVersion);
        return null;
      case 'ERROR':
        if (event.code === GONE) {
          this.#expire();
          return 'ended';
        }
        return this.#error('refused', event.message, true);
      case 'BROKEN':
        return this.#error('broken', event.message, true);
      case 'ADDED':
      case 'MODIFIED':
      case 'DELETED':
        this.counts.events += 1;
        this.#failures = 0;
        this.#apply(event.type, event.object);
        return null;
    }
  }

  #apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', raw: unknown): void {
    const object = this.#read(raw);
    if (object === null) return;
    const { uid, resourceVersion } = object;
    const known = this.#objects.get(uid);
    const isOld =
      this.#replayTo !== null &&
      known !== undefined &&
      isNotNewer(resourceVersion, known.resourceVersion) === true;
    if (type === 'DELETED') {
      this.#objects.delete(uid);
      if (this.#options.keepsDeleted === true) this.#keep(object);
    } else if (!isOld) this.#objects.set(uid, object);
    this.#advance(resourceVersion);
  }

  /** While the spool is full nobody takes them: the oldest go first, and it is said. */
  #keep(object: T): void {
    this.#deleted.push(object);
    if (this.#deleted.length <= MOST_DELETED) return;
    const lost = this.#deleted.shift();
    this.#options.onProblem(`the end of ${lost?.name ?? ''} was not told: too many were deleted`);
  }

  #advance(version: string): void {
    if (version === '') return;
    this.#version = version;
    if (this.#replayTo !== null && isNotNewer(this.#replayTo, version) !== false)
      this.#replayTo = null;
  }

  /** The version is too old: in a replay the list is newer and still good, else all is listed again. */
  #expire(): void {
    this.counts.gone += 1;
    this.#version = this.#replayTo;
    this.#replayTo = null;
  }

  #read(raw: unknown): T | null {
    const object = this.#options.read(raw);
    if (object === null)
      this.#options.onProblem(
        `an object of ${this.#options.path} has no uid, name or creation time`,
      );
    return object;
  }

  #refused({ status, message }: Extract<KubeAnswer, { ok: false }>): FlashError {
    return this.#error('refused', `${message} (${String(status)})`, status >= 429);
  }

  #error(reason: 'gone' | 'broken' | 'refused', message: string, transient: boolean): FlashError {
    if (reason !== 'gone') this.counts[reason] += 1;
    this.#own = new FlashError({
      operation: 'follow the Kubernetes API',
      subject: this.#options.path,
      reason: message,
      hint: 'the role of the agent needs list and watch on this resource',
      transient,
    });
    return this.#own;
  }
}
