/** What each npm script needs to be there, and the steps that bring what is missing. */

import { join } from 'node:path';
import { createApt } from './apt.mjs';
import { findMariadb } from './mariadb.mjs';
import { checkPackages, installPackages } from './packages.mjs';
import { SetupError } from './setup-error.mjs';
import { inspectSystem, mariadbCommand, mariadbPackages } from './system.mjs';
import { findChromium, findUnpacked, UNPACKED, unpackIntoCache } from './test-programs.mjs';

const TEST_NEEDS = [
  'packages',
  'mariadb',
  'chromium',
  'prometheus',
  'prometheus-alertmanager',
  'mosquitto',
  'slurm',
];

/** The npm scripts: what each needs, and the program it runs on Node 24. */
export const SCRIPTS = {
  start: { needs: ['packages', 'mariadb'], runs: ['flash.ts', 'up', '--demo'] },
  test: { needs: TEST_NEEDS, runs: ['tests/run.ts'] },
  check: { needs: ['packages'], runs: ['tests/run.ts', '--check'] },
  bench: { needs: [...TEST_NEEDS, 'prometheus-node-exporter'], runs: ['tests/bench/run.ts'] },
  torture: { needs: TEST_NEEDS, runs: ['tests/torture/run.ts'] },
  bundle: { needs: ['packages'], runs: ['agents/deploy/bundle.ts'] },
  docs: {
    needs: ['packages'],
    runs: ['node_modules/astro/bin/astro.mjs', 'dev', '--root', 'site'],
  },
};

/**
 * Looks at the machine and returns the steps that are left to do; none on a machine that is ready.
 *
 * @returns {{ label: string, run: () => Promise<string|undefined> }[]} `run` may return a warning
 * @throws {SetupError} when something is missing that only a person can install
 */
export function planSteps(needs, { root, cache, env = process.env }) {
  const machine = once(() => inspectSystem(env));
  const apt = once(() =>
    createApt({ ...machine(), log: join(cache, 'logs', 'apt.log'), cache, env }),
  );
  const plans = {
    packages: () => planPackages({ root, cache, env }),
    mariadb: () => planMariadb({ machine, apt, env }),
    chromium: () => planChromium({ machine, apt, env }),
    slurm: () => planSlurm({ machine, apt, cache, env }),
  };
  for (const name of Object.keys(UNPACKED))
    plans[name] ??= () => planUnpacked(name, { machine, apt, cache, env });
  return needs.flatMap((need) => plans[need]());
}

/** Returns the environment that tells the child where everything was found. */
export function foundPrograms(needs, { cache, env = process.env }) {
  const chromium = needs.includes('chromium') ? findChromium(env) : undefined;
  return {
    FLASH_CACHE: cache,
    ...(needs.includes('mariadb') ? findMariadb(env).paths : {}),
    ...(chromium ? { FLASH_CHROMIUM: chromium } : {}),
    ...Object.assign(
      {},
      ...Object.keys(UNPACKED)
        .filter((name) => needs.includes(name))
        .map((name) => findUnpacked(name, cache, env)),
    ),
  };
}

function planPackages({ root, cache, env }) {
  if (checkPackages(root) === 'ready') return [];
  const log = join(cache, 'logs', 'npm.log');
  return [
    { label: 'installing npm packages', run: () => installPackages({ root, cache, log, env }) },
  ];
}

function planMariadb({ machine, apt, env }) {
  const { missing } = findMariadb(env);
  if (missing.length === 0) return [];
  const { osRelease, asRoot, isRoot } = machine();
  if (asRoot) {
    const names = mariadbPackages(osRelease);
    return [{ label: 'installing the MariaDB server', run: () => apt().install(names) }];
  }
  const command = mariadbCommand(osRelease, { isRoot });
  throw new SetupError({
    what: 'the MariaDB server is missing',
    subject: missing.join(', '),
    why: 'it is not on PATH, and this user may not install packages without a password',
    hint: command
      ? `type:  ${command}\nthen start again`
      : 'install MariaDB 10.6 or newer with its client programs, then start again',
  });
}

function planChromium({ machine, apt, env }) {
  if (findChromium(env)) return [];
  const { family, asRoot } = machine();
  if (family === 'debian' && asRoot) {
    const names = ['chromium', 'fonts-dejavu-core'];
    return [{ label: 'installing Chromium', run: () => apt().install(names) }];
  }
  return notObtainable(env, 'Chromium', 'browser tests', 'npx playwright install chromium');
}

function planUnpacked(name, { machine, apt, cache, env }) {
  if (findUnpacked(name, cache, env)) return [];
  if (!machine().apt) {
    return notObtainable(env, name, 'the tests that need it', `install ${name} for this system`);
  }
  const label = `fetching ${name} into ${cache}`;
  return [{ label, run: () => unpackIntoCache(apt(), name, cache) }];
}

/** Slurm is a dozen packages, which not every Debian has by these names: without one of them its tests are skipped. */
function planSlurm(options) {
  const { env } = options;
  return planUnpacked('slurm', options).map(({ label, run }) => ({
    label,
    run: async () => {
      try {
        return await run();
      } catch (error) {
        if (env.CI) throw error;
        return `Slurm could not be fetched: its tests will be skipped (${String(error.message)})`;
      }
    },
  }));
}

/** What only tests need is skipped with a reason by hand, and is a failure on CI. */
function notObtainable(env, name, lost, hint) {
  if (!env.CI) {
    const warning = `${name} not found: ${lost} will be skipped (${hint})`;
    return [{ label: `looking for ${name}`, run: async () => warning }];
  }
  throw new SetupError({
    what: `${name} is missing`,
    why: `${lost} may not be skipped on CI`,
    hint,
  });
}

function once(make) {
  let made;
  return () => (made ??= make());
}
