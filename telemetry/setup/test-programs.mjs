/** Finds the programs that only tests need: Chromium, Prometheus, Alertmanager and their tools, node_exporter, Mosquitto, Slurm. */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findDaemon, findProgram } from './find-program.mjs';

/** Debian packages that are unpacked into the cache, never installed: so no service starts. */
export const UNPACKED = {
  prometheus: { FLASH_PROMETHEUS: 'prometheus', FLASH_PROMTOOL: 'promtool' },
  'prometheus-alertmanager': {
    FLASH_ALERTMANAGER: 'prometheus-alertmanager',
    FLASH_AMTOOL: 'amtool',
  },
  'prometheus-node-exporter': { FLASH_NODE_EXPORTER: 'prometheus-node-exporter' },
  mosquitto: { FLASH_MOSQUITTO: 'mosquitto' },
  slurm: { FLASH_SLURMCTLD: 'slurmctld-wlm', FLASH_MUNGED: 'munged' },
};

/** What stands for more than the package of its own name: Slurm's programs, plugins and libraries. */
const PACKAGES = {
  slurm: [
    'slurmctld',
    'slurmd',
    'slurmdbd',
    'slurm-client',
    'munge',
    'slurm-wlm-basic-plugins',
    'slurm-wlm-mysql-plugin',
    'libmunge2',
    'libhwloc15',
    'liblua5.1-0',
    'libjson-c5',
    'libmariadb3',
    'libnuma1',
    'libreadline8',
  ],
};

/** Of these the libraries that the system lacks are unpacked beside them, to be found by LD_LIBRARY_PATH. */
const WITH_LIBRARIES = new Set(['mosquitto']);

/** Returns Chromium's path: named, on PATH, or the one Playwright downloaded; else undefined. */
export function findChromium(env = process.env) {
  const named = env.FLASH_CHROMIUM;
  if (named && existsSync(named)) return named;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return findProgram(names, env) ?? findPlaywrightChromium(env);
}

/**
 * Looks for the programs of one Debian package: named, on PATH, or in the cache.
 *
 * @returns paths by environment name, or undefined when one of them is missing
 */
export function findUnpacked(name, cache, env = process.env) {
  const paths = {};
  for (const [variable, program] of Object.entries(UNPACKED[name])) {
    const cached = ['bin', 'sbin'].map((folder) => join(cache, name, 'usr', folder, program));
    const path = env[variable] ?? findDaemon(program, env) ?? cached.find((one) => existsSync(one));
    if (!path) return undefined;
    paths[variable] = path;
  }
  return paths;
}

/** Unpacks a package, or all that belong together, into the cache; the folder appears whole or not at all. */
export async function unpackIntoCache(apt, name, cache) {
  mkdirSync(cache, { recursive: true });
  const target = join(cache, name);
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const withLibraries = WITH_LIBRARIES.has(name);
  for (const part of PACKAGES[name] ?? [name]) await apt.unpack(part, partial, { withLibraries });
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
}

function findPlaywrightChromium(env) {
  const folder =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'ms-playwright')
      : join(homedir(), '.cache', 'ms-playwright'));
  if (!existsSync(folder)) return undefined;
  const tails = [
    ['chrome-linux', 'chrome'],
    ['chrome-linux64', 'chrome'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
  ];
  return readdirSync(folder)
    .filter((entry) => /^chromium-\d+$/.test(entry))
    .sort()
    .reverse()
    .flatMap((entry) => tails.map((tail) => join(folder, entry, ...tail)))
    .find((path) => existsSync(path));
}
