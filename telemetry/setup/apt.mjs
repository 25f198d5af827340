/** Installs Debian packages without a question, or unpacks them beside the system. */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

const LOCK_TRIES = 24;
const LOCK_PAUSE_MS = 5000;

/**
 * Makes the package manager of a Debian or Ubuntu machine. Package lists are fetched once, and
 * only when a package is wanted; another apt that holds the lock is waited for (two minutes).
 */
export function createApt({ apt, asRoot, log, cache, env = process.env }) {
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' };
  const isRoot = asRoot !== undefined;
  const own = isRoot ? [] : privateLists(join(cache, 'apt'));
  const prefix = isRoot
    ? [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_MODE=l']
    : [];
  let listsReady;
  const run = (command, what, { cwd, mayInterrupt = true } = {}) =>
    waitForLock(() =>
      runCommand(command, { log, what, cwd, env: quiet, hint: APT_HINT, mayInterrupt }),
    );
  const change = (command, what) => run(command, what, { mayInterrupt: false });

  /** Fetches the lists; old ones will do when there is no network: the install then says so. */
  const fetchLists = () => {
    listsReady ??= run([...prefix, apt, ...own, 'update'], 'cannot fetch package lists').catch(
      () => undefined,
    );
    return listsReady;
  };

  return {
    /** Installs packages as root, after finishing what an interrupted dpkg left. */
    async install(packages) {
      await fetchLists();
      const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
      const command = [...prefix, apt, 'install', ...options, ...packages];
      const what = `cannot install ${packages.join(' ')}`;
      try {
        await change(command, what);
      } catch (error) {
        if (!String(error.cause).includes('dpkg was interrupted')) throw error;
        await change([...prefix, 'dpkg', '--configure', '-a'], 'cannot finish an interrupted dpkg');
        await change(command, what);
      }
    },

    /** Unpacks one package into `folder`, which appears whole or not at all by its caller's rename. */
    async unpack(name, folder) {
      const download = `${folder}.download`;
      rmSync(download, { recursive: true, force: true });
      mkdirSync(download, { recursive: true });
      await fetchLists();
      await run(
        [apt, ...own, '-o', 'APT::Sandbox::User=root', 'download', name],
        `cannot download ${name}`,
        { cwd: download },
      );
      const file = readdirSync(download).find((entry) => entry.endsWith('.deb'));
      await run(['dpkg', '-x', join(download, file ?? name), folder], `cannot unpack ${name}`);
      rmSync(download, { recursive: true, force: true });
    },
  };
}

const APT_HINT = 'check the network and the package sources, then start again';

/** Options that keep package lists in a folder of ours, for a user who may not write the system's. */
function privateLists(folder) {
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  return ['-o', `Dir::State::Lists=${folder}/lists`, '-o', `Dir::Cache=${folder}/cache`];
}

async function waitForLock(work) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isLocked = /Could not get lock|Unable to lock/.test(String(error.cause));
      if (!isLocked || tries >= LOCK_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
    }
  }
}
