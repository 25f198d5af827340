/** Keeps node_modules equal to package-lock.json, without losing a good one to a bad network. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram } from './find-program.mjs';
import { prepareInstaller } from './installer.mjs';
import { linkFlash } from './link-flash.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

const STAMP = '.flash-lock-hash';

/** Returns the hash that stands for a lock file's content (SHA-256, hexadecimal). */
export function lockHash(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Decides what to do with node_modules.
 *
 * @param {object} state
 * @param {string} state.lock     text of package-lock.json
 * @param {string|undefined} state.stamp hash that node_modules was made from; undefined without one
 * @param {string|undefined} state.installed text of node_modules/.package-lock.json, npm's own record
 * @returns {'ready'|'stamp'|'install'} nothing to do; right but not stamped by us; install
 */
export function decidePackages({ lock, stamp, installed }) {
  if (stamp !== undefined && installed !== undefined) {
    return stamp === lockHash(lock) ? 'ready' : 'install';
  }
  return installed !== undefined && isSameTree(lock, installed) ? 'stamp' : 'install';
}

/** Tells whether npm's record holds what the lock file asks for, builds for other systems aside. */
function isSameTree(lock, installed) {
  try {
    const wanted = Object.entries(JSON.parse(lock).packages).filter(([path]) => path !== '');
    const found = JSON.parse(installed).packages;
    return wanted.every(([path, entry]) =>
      found[path] ? found[path].integrity === entry.integrity : isForOtherSystem(entry),
    );
  } catch {
    return false;
  }
}

/** An optional package may be missing, unless it is the build for just this system. */
function isForOtherSystem({ optional, os, cpu, libc }) {
  const isForThis =
    os?.includes(process.platform) &&
    cpu?.includes(process.arch) &&
    (libc === undefined || libc.includes('glibc'));
  return optional === true && !isForThis;
}

/** Looks at the clone and says what its packages need; stamps a right tree that npm made by hand. */
export function checkPackages(root) {
  const modules = join(root, 'node_modules');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const decision = decidePackages({
    lock,
    stamp: readIfThere(join(modules, STAMP))?.trim(),
    installed: readIfThere(join(modules, '.package-lock.json')),
  });
  if (decision === 'install') return 'install';
  if (decision === 'stamp') stamp(modules, lock);
  linkFlash(root);
  return 'ready';
}

/**
 * Installs what the lock file names into an empty folder. The tree that was there is kept aside
 * until the new one is whole; when the network fails, it comes back.
 *
 * Not `npm ci`: it refuses a lock file that lacks the builds of other systems which a registry
 * does not hold, though all of those are optional. `npm install --no-save` takes the same
 * versions with the same integrity and leaves the lock file alone.
 *
 * @returns {Promise<string|undefined>} a warning when the old tree is used instead
 */
export async function installPackages({ root, cache, log, env = process.env }) {
  const modules = join(root, 'node_modules');
  const aside = join(cache, 'node_modules.previous');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(join(modules, STAMP))) {
    rmSync(aside, { recursive: true, force: true });
    renameSync(modules, aside);
  }
  rmSync(modules, { recursive: true, force: true });
  try {
    const npm = npmCommand(root, env);
    const clean = withoutOwnBin(root, env);
    const installer = await prepareInstaller({ root, npm, cache, log, env: clean });
    await runCommand([...installer.command, 'install', ...NPM_OPTIONS], {
      log,
      what: 'cannot install the npm packages',
      subject: modules,
      hint: 'check the network (npm needs its registry), then start again; nothing has to be undone first',
      cwd: root,
      env: installer.env,
    });
  } catch (error) {
    if (!existsSync(aside) || !isNetworkTrouble(error)) throw error;
    rmSync(modules, { recursive: true, force: true });
    renameSync(aside, modules);
    return `the npm packages are older than package-lock.json: no network to fetch the new ones (${log})`;
  }
  stamp(modules, lock);
  linkFlash(root);
  rmSync(aside, { recursive: true, force: true });
  rmSync(join(cache, 'tools'), { recursive: true, force: true });
  return undefined;
}

const NPM_OPTIONS = [
  '--no-save',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=warn',
];

/** Tells from npm's own error codes whether the registry could not be reached. */
export function isNetworkTrouble(error) {
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.test(
    String(error.cause),
  );
}

/** The system's npm; not our own node_modules, which npm is about to replace. */
function npmCommand(root, env) {
  const npm = findProgram('npm', withoutOwnBin(root, env));
  if (npm) return [npm];
  if (env.npm_execpath) return [process.execPath, env.npm_execpath];
  throw new SetupError({
    what: 'cannot install the npm packages',
    subject: root,
    why: 'there is no npm on PATH',
    hint: 'install Node.js with npm (18 or newer), then start again',
  });
}

function withoutOwnBin(root, env) {
  const own = join(root, 'node_modules');
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own));
  return { ...env, PATH: folders.join(delimiter) };
}

function stamp(modules, lock) {
  writeFileSync(join(modules, STAMP), `${lockHash(lock)}\n`);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
