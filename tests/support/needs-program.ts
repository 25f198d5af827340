/** Skips a test, with its reason, where a program it needs is missing; on CI it fails instead. */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findDaemon } from '#telemetry/setup/find-program.mjs';

/** The programs that `npm test` finds or fetches, by the environment name that carries the path. */
const PROGRAMS = {
  FLASH_MARIADBD: 'mariadbd',
  FLASH_CHROMIUM: 'chromium',
  FLASH_PROMETHEUS: 'prometheus',
  FLASH_PROMTOOL: 'promtool',
  FLASH_ALERTMANAGER: 'prometheus-alertmanager',
  FLASH_AMTOOL: 'amtool',
  FLASH_NODE_EXPORTER: 'prometheus-node-exporter',
  FLASH_OPENSSL: 'openssl',
  FLASH_MOSQUITTO: 'mosquitto',
  FLASH_SLURMCTLD: 'slurmctld-wlm',
  FLASH_MUNGED: 'munged',
} as const;

const CACHE = process.env['FLASH_CACHE'] ?? resolve(import.meta.dirname, '..', '..', '.cache');
const UNPACKED = [
  'prometheus',
  'prometheus-alertmanager',
  'prometheus-node-exporter',
  'mosquitto',
  'slurm',
].flatMap((name) => ['bin', 'sbin'].map((folder) => join(CACHE, name, 'usr', folder)));

/** Where the libraries of an unpacked package lie that the system lacks: for LD_LIBRARY_PATH. */
export function unpackedLibraries(name: string): string {
  const roots = ['usr/lib', 'lib'].map((folder) => join(CACHE, name, folder));
  return roots
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((entry) => join(root, entry)))
    .join(':');
}

/** The environment name of a program that tests may need. */
export type ProgramName = keyof typeof PROGRAMS;

/** Returns a program's path: from the environment, PATH or the cache; undefined when missing. */
export function programPath(name: ProgramName): string | undefined {
  const env = { ...process.env, PATH: [process.env['PATH'], ...UNPACKED].join(':') };
  return process.env[name] ?? findDaemon(PROGRAMS[name], env);
}

/**
 * Options for a test that runs outside programs: `test('…', needsProgram('FLASH_PROMTOOL'), …)`.
 *
 * @throws on CI (`CI=true`) when one is missing, so that nothing is skipped there unseen
 */
export function needsProgram(...names: ProgramName[]): { skip: string | false } {
  const missing = names.find((name) => programPath(name) === undefined);
  if (missing === undefined) return { skip: false };
  const reason = `${PROGRAMS[missing]} not found (npm test fetches it, or set ${missing})`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  return { skip: reason };
}
