/** Reads the configuration again when its file changed or SIGHUP asks for it; a wrong one is refused whole, and the old one goes on. */

import { readFile, stat } from 'node:fs/promises';

import type { Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';

import type { Agent } from './agent.ts';
import type { AgentConfiguration } from './configured.ts';
import type { Timers } from './timers.ts';

export interface FollowOptions {
  /** The configuration file; null: there is none to look at. */
  readonly file: string | null;
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
  const { file, timers } = options;
  let turn = Promise.resolve();
  const reload = (): Promise<void> => (turn = turn.then(() => reloadOnce(options)));
  return {
    reload,
    async run(signal) {
      if (file === null) return;
      let read = await look(file);
      let seen = read;
      while (!signal.aborted) {
        await timers.wait(LOOK_MS, signal);
        const now = await look(file, seen);
        const isStill = now !== null && now === seen;
        seen = now;
        // One that is just being written is read when it stands still: an editor may show it empty for a moment.
        if (!isStill || now.text === read?.text || signal.aborted) continue;
        read = now;
        await reload();
      }
    },
  };
}

interface Seen {
  readonly stamp: string;
  readonly text: string;
}

/** The file now: read only where its stamp differs from the last; null where it cannot be read. */
async function look(file: string, last: Seen | null = null): Promise<Seen | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    const stamp = [mtimeMs, size, ino].join(' ');
    return stamp === last?.stamp ? last : { stamp, text: await readFile(file, 'utf8') };
  } catch {
    return null;
  }
}

async function reloadOnce({ read, agent, log, onReload }: FollowOptions): Promise<void> {
  onReload?.begun();
  try {
    const { begun, ended } = agent.reload(await read());
    agent.noteReload(true);
    const list = (names: readonly string[]): string => names.join(', ') || 'none';
    log.write('info', 'the configuration was read again and holds', {
      begun: list(begun),
      ended: list(ended),
    });
  } catch (thrown) {
    agent.noteReload(false);
    log.write('error', `the old configuration goes on: ${describeError(thrown)}`);
  } finally {
    onReload?.ended();
  }
}
