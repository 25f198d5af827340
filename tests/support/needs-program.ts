/** Skips a test, with its reason, where a program it needs is missing; on CI it fails instead. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs that `npm test` finds or fetches, by the environment name that carries the path. */
const PROGRAMS = {
  FLASH_MARIADBD: 'mariadbd',
  FLASH_CHROMIUM: 'chromium',
  FLASH_PROMETHEUS: 'prometheus',
  FLASH_PROMTOOL: 'promtool',
  FLASH_NODE_EXPORTER: 'prometheus-node-exporter',
} as const;

const CACHE = process.env['FLASH_CACHE'] ?? join(import.meta.dirname, '..', '..', '.cache');

/** The environment name of a program that tests may need. */
export type ProgramName = keyof typeof PROGRAMS;

/** Returns a program's path: from the environment, else from PATH; undefined when it is missing. */
export function programPath(
  name: ProgramName,
  env: Record<string, string | undefined> = process.env,
): string | undefined {
  const named = env[name];
  const cached = Object.values(PROGRAMS).map((name) => join(CACHE, name, 'usr', 'bin'));
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/libexec', ...cached];
  const candidates = named ? [named] : folders.map((folder) => join(folder, PROGRAMS[name]));
  return candidates.find(isProgram);
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

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
