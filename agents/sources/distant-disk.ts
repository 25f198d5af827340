/** A disk that may stop answering, read by a child: killed when it hangs, started again with a limit, counted. */

import type { ChildProcess } from 'node:child_process';
import { FlashError } from '#telemetry/errors.ts';
import type { DiskAnswer, DiskQuestion } from './disk-child.ts';
import { diskProgram } from './disk-program.ts';
import type { Disk, DiskMethod, DiskRules } from './disk.ts';

export interface DistantDisk extends Disk {
  /** Children started after the first one, since the agent began. */
  readonly restarts: () => number;
  /** Ends the child; questions that are open fail. */
  close(): void;
}

export interface DistantDiskOptions extends DiskRules {
  /** For messages: the directory that is read through it. */
  readonly path: string;
  /** A child from which nothing comes for this long, though it was asked, is killed. */
  readonly stallMs: number;
  /** The program and words before its own; default: the child beside this file. */
  readonly program?: readonly [program: string, ...words: string[]];
}

/** A child hashes and lists, no more: little memory is enough. */
const NODE_OPTIONS = ['--max-semi-space-size=2', '--max-old-space-size=128', '--v8-pool-size=1'];

/** A child may take this long to start on a busy machine, ms. */
const START_MS = 20_000;

/** The pause before another child grows from the first to the last of these, ms. */
const PAUSE_MS = [1_000, 60_000] as const;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** When it was asked, or when it was last heard to go on. */
  heardAt: number;
}

/** Makes the disk; its child is started with the first question, and only one exists at any time. */
export function createDistantDisk(options: DistantDiskOptions): DistantDisk {
  const link = new DiskLink(options);
  const ask =
    <Value>(method: DiskMethod) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the child answers with what the same method of `createOwnDisk` gives
    (...words: readonly unknown[]): Promise<Value> =>
      link.ask(method, words) as Promise<Value>;
  return {
    stat: ask('stat'),
    list: ask('list'),
    look: ask('look'),
    read: ask('read'),
    head: ask('head'),
    tail: ask('tail'),
    restarts: () => link.restarts,
    close: () => {
      link.close();
    },
  };
}

class DiskLink {
  restarts = 0;
  readonly #options: DistantDiskOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  /** Whether a killed child is still there: stuck in the kernel, which no signal ends. */
  #isStuck = false;
  #isClosed = false;
  #wasStarted = false;
  /** Whether the child has said anything yet. */
  #isReady = false;
  #next = 0;
  #pauseMs: number = PAUSE_MS[0];
  #freeAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DistantDiskOptions) {
    this.#options = options;
  }

  async ask(method: DiskMethod, words: readonly unknown[]): Promise<unknown> {
    const child = this.#open();
    this.#next += 1;
    const question: DiskQuestion = { id: this.#next, method, words };
    return new Promise((resolve, reject) => {
      // A question keeps this process alive until its answer; a child that is only there does not.
      child.channel?.ref();
      this.#waiting.set(question.id, { resolve, reject, heardAt: performance.now() });
      this.#timer ??= setInterval(
        () => {
          this.#watch();
        },
        Math.min(500, this.#options.stallMs),
      ).unref();
      child.send(question, (error) => {
        if (error !== null) this.#lose(child, 'its reader has ended');
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#child !== null) this.#lose(this.#child, 'the agent ends');
  }

  #open(): ChildProcess {
    if (this.#child !== null) return this.#child;
    if (this.#isClosed) throw this.#noAnswer('the agent ends');
    if (this.#isStuck) throw this.#noAnswer('an earlier reader still hangs in it');
    if (performance.now() < this.#freeAt) throw this.#noAnswer('it did not answer lately');
    const { maxRate, sha256 } = this.#options;
    const [program, ...words] = this.#options.program ?? diskProgram();
    const { fork } = process.getBuiltinModule('node:child_process');
    const child = fork(program, [...words, JSON.stringify({ maxRate, sha256 })], {
      serialization: 'advanced',
      execArgv: [
        ...process.execArgv.filter((word) => word.startsWith('--disable-warning')),
        ...NODE_OPTIONS,
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    if (this.#wasStarted) this.restarts += 1;
    this.#wasStarted = true;
    this.#isReady = false;
    this.#child = child;
    child.unref();
    child.channel?.unref();
    child.on('message', (answer: DiskAnswer) => {
      this.#hear(answer);
    });
    child.once('error', () => {
      this.#lose(child, 'its reader cannot be started');
    });
    child.once('exit', () => {
      this.#isStuck = false;
      this.#lose(child, 'its reader has ended');
    });
    return child;
  }

  #hear(answer: DiskAnswer): void {
    if (!this.#isReady) this.#begin();
    if ('moved' in answer) {
      const moved = this.#waiting.get(answer.moved);
      if (moved !== undefined) moved.heardAt = performance.now();
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) {
      this.#stopTimer();
      this.#child?.channel?.unref();
    }
    if ('value' in answer) {
      this.#pauseMs = PAUSE_MS[0];
      waiting?.resolve(answer.value);
    } else {
      waiting?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
    }
  }

  /** The child is there: what it was asked so far counts from now. */
  #begin(): void {
    this.#isReady = true;
    for (const waiting of this.#waiting.values()) waiting.heardAt = performance.now();
  }

  #watch(): void {
    const { stallMs } = this.#options;
    const limitMs = this.#isReady ? stallMs : Math.max(stallMs, START_MS);
    let heardAt = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting.values()) heardAt = Math.min(heardAt, waiting.heardAt);
    if (this.#child === null || performance.now() - heardAt < limitMs) return;
    this.#isStuck = true;
    this.#lose(this.#child, `no answer came for ${String(limitMs / 1000)} s`);
  }

  /** Gives a child up: whatever it was asked fails, and another one waits its time. */
  #lose(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#stopTimer();
    this.#freeAt = performance.now() + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS[1]);
    child.kill('SIGKILL');
    if (child.connected) child.disconnect();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(this.#noAnswer(reason));
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #noAnswer(reason: string): FlashError {
    const { path } = this.#options;
    return new FlashError({
      operation: 'read the disk',
      subject: path,
      reason,
      hint: `try \`stat ${path}\` by hand; a dead network mount shows as a hanging command`,
      transient: true,
    });
  }
}
