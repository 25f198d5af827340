/** Runs the program that the setup was for: on Node 24, signals passed on, ended with its parent. */

import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { tieToParent } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_NODE = 24;
const SAME_SIGNAL_MS = 300;
const WATCH_MS = 1000;
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * Returns the Node to run on: the one of node_modules, or the running one when it is new enough.
 *
 * @throws {SetupError} where neither is there (a system without a packaged Node, and an old one)
 */
export function findNode(root) {
  const own = join(root, 'node_modules', '.bin', 'node');
  for (const path of [own, process.execPath]) {
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    if (Number.parseInt(version.slice(1), 10) >= OLDEST_NODE) return path;
  }
  throw new SetupError({
    what: `Node ${OLDEST_NODE} is needed`,
    subject: own,
    why: `npm packages bring it for Linux on x64 and arm64; this is ${process.platform} on ${process.arch} with Node ${process.version}`,
    hint: `install Node ${OLDEST_NODE} or newer, then start again`,
  });
}

/**
 * Runs a command until it ends and returns the exit code to end with. The child has its own
 * process group: a Ctrl-C that reaches us twice (from the terminal and through npm) reaches it once.
 */
export function runChild(command, { root, env }) {
  const tied = tieToParent(command, env);
  const child = spawn(tied[0], tied.slice(1), {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const last = new Map();
  const passOn = (signal) => {
    const now = performance.now();
    if (now - (last.get(signal) ?? -Infinity) > SAME_SIGNAL_MS) child.kill(signal);
    last.set(signal, now);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  const watch = watchNpm(() => passOn('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** Notices a killed npm, which can tell us nothing: then our parent is another process. */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && onGone(), WATCH_MS);
}
