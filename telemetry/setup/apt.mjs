/** Installs Debian packages without a question, or unpacks them beside the system. */

import { execFileSync, spawnSync } from 'node:child_process';
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

  /** Downloads a package into an empty folder of its own; returns the file. */
  const download = async (name, folder) => {
    const into = `${folder}.download`;
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { recursive: true });
    await run(
      [apt, ...own, '-o', 'APT::Sandbox::User=root', 'download', name],
      `cannot download ${name}`,
      { cwd: into },
    );
    return join(into, readdirSync(into).find((entry) => entry.endsWith('.deb')) ?? name);
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

    /**
     * Unpacks one package into `folder`, which appears whole or not at all by its caller's rename;
     * on request with the libraries that it needs and the system lacks.
     */
    async unpack(name, folder, { withLibraries = false } = {}) {
      await fetchLists();
      const wanted = [name];
      for (const one of wanted) {
        const file = await download(one, folder);
        if (withLibraries)
          wanted.push(...missingLibraries(file).filter((l) => !wanted.includes(l)));
        await run(['dpkg', '-x', file, folder], `cannot unpack ${one}`);
        rmSync(`${folder}.download`, { recursive: true, force: true });
      }
    },
  };
}

const APT_HINT = 'check the network and the package sources, then start again';

/** Libraries that a package depends on and that are not installed, first choice of alternatives. */
function missingLibraries(file) {
  const depends = execFileSync('dpkg-deb', ['-f', file, 'Depends'], { encoding: 'utf8' });
  return parseLibraries(depends).filter((name) => !isInstalled(name));
}

/** Returns the libraries among a `Depends:` field: `libc6 (>= 2.34), adduser` gives `libc6`. */
export function parseLibraries(depends) {
  return depends
    .split(',')
    .map((one) => /^\s*([a-z0-9][a-z0-9+.-]+)/.exec(one)?.[1] ?? '')
    .filter((name) => name.startsWith('lib'));
}

function isInstalled(name) {
  const asked = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return asked.stdout === 'installed';
}

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
