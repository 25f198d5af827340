/** Reads the configuration again when a file of it changed or SIGHUP asks for it; a wrong one is refused whole, and the old one goes on. */

import { readFile, stat } from 'node:fs/promises';

import type { Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';

import type { Agent } from './agent.ts';
import type { AgentConfiguration } from './configured.ts';
import { stampOf } from './file-stamp.ts';
import type { LedFile } from './led-files.ts';
import type { Timers } from './timers.ts';

export interface FollowOptions {
  /** The configuration file; null: it is built in, and only the files that it leads to are looked at. */
  readonly file: string | null;
  /** What the agent was started with. */
  readonly first: AgentConfiguration;
  readonly read: () => Promise<AgentConfiguration>;
  readonly agent: Pick<Agent, 'reload' | 'noteReload'>;
  readonly log: Log;
  readonly timers: Timers;
  /** Around each reading, for whoever wants to be told. */
  readonly onReload?: { readonly begun: () => void; readonly ended: () => void };
}

export interface Follower {
  /** Looks every few seconds until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Reads it now, changed or not. Never throws; calls at the same time follow each other. */
  readonly reload: () => Promise<void>;
}

const LOOK_MS = 2_000;

/** Makes the follower. */
export function followConfiguration(options: FollowOptions): Follower {
  const { file, first, timers } = options;
  let running = first.files ?? [];
  /** As they were when the configuration was read, by path. Also those of one that was refused: it may be mended there. */
  let read = asRead(running, new Map());
  let turn = Promise.resolve();
  const reloadNext = async (): Promise<void> => {
    const { files, isTaken } = await reloadOnce(options);
    if (isTaken) running = files;
    const wanted = new Set([...running, ...files].map(({ path }) => path));
    const known = [...read].filter(([path]) => wanted.has(path));
    read = new Map([...asRead(running, read), ...known, ...asRead(files, read)]);
  };
  const reload = (): Promise<void> => (turn = turn.then(reloadNext));
  return {
    reload,
    async run(signal) {
      let seen = read;
      while (!signal.aborted) {
        await timers.wait(LOOK_MS, signal);
        const now = await lookAll(read.keys(), seen);
        const isStill = isSame(now, seen, 'stamp') && isThere(now, file);
        seen = now;
        // One that is just being written is read when it stands still: an editor may show it empty for a moment.
        if (!isStill || isSame(now, read, 'text') || signal.aborted) continue;
        read = new Map([...read, ...now]);
        await reload();
      }
    },
  };
}

interface Seen {
  readonly stamp: string;
  /** Null: not known, it was read by the process that reads the configuration. */
  readonly text: string | null;
}

/** A file that is not there, or cannot be read. */
const NONE: Seen = { stamp: '', text: '' };

/** What was read of the files; the text of those that were looked at before and have not changed since is known. */
function asRead(files: readonly LedFile[], known: ReadonlyMap<string, Seen>): Map<string, Seen> {
  return new Map(
    files.map(({ path, stamp }) => {
      const before = known.get(path);
      if (stamp === '') return [path, NONE];
      return [path, before?.stamp === stamp ? before : { stamp, text: null }];
    }),
  );
}

/** The files now; each is read only where its stamp differs from the last. */
async function lookAll(
  paths: Iterable<string>,
  last: ReadonlyMap<string, Seen>,
): Promise<Map<string, Seen>> {
  const looks = new Map<string, Seen>();
  for (const path of paths) looks.set(path, await look(path, last.get(path)));
  return looks;
}

async function look(file: string, last: Seen | undefined): Promise<Seen> {
  try {
    const stamp = stampOf(await stat(file));
    return stamp === last?.stamp ? last : { stamp, text: await readFile(file, 'latin1') };
  } catch {
    return NONE;
  }
}

/** Whether every file of `now` was so before; where a text is not known the stamp decides. */
function isSame(
  now: ReadonlyMap<string, Seen>,
  before: ReadonlyMap<string, Seen>,
  by: keyof Seen,
): boolean {
  return [...now].every(([path, seen]) => {
    const last = before.get(path) ?? NONE;
    return last.stamp === seen.stamp || (by === 'text' && last.text === seen.text);
  });
}

/** Without the configuration itself there is nothing to read. */
function isThere(now: ReadonlyMap<string, Seen>, file: string | null): boolean {
  return file === null || now.get(file) !== NONE;
}

/** The files that what was read leads to, and whether the agent took it. */
interface Reloaded {
  readonly files: readonly LedFile[];
  readonly isTaken: boolean;
}

async function reloadOnce({ read, agent, log, onReload }: FollowOptions): Promise<Reloaded> {
  onReload?.begun();
  let files: readonly LedFile[] = [];
  try {
    const next = await read();
    files = next.files ?? [];
    const { begun, ended } = agent.reload(next);
    agent.noteReload(true);
    const list = (names: readonly string[]): string => names.join(', ') || 'none';
    log.write('info', 'the configuration was read again and holds', {
      begun: list(begun),
      ended: list(ended),
    });
    return { files, isTaken: true };
  } catch (thrown) {
    agent.noteReload(false);
    log.write('error', `the old configuration goes on: ${describeError(thrown)}`);
    return { files, isTaken: false };
  } finally {
    onReload?.ended();
  }
}
