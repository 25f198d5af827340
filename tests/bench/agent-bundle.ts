/** The agent as it is installed: its one file, the flags of its unit, the unit's environment. */

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { NODE_ENVIRONMENT, NODE_FLAGS } from '#agents/deploy/node-flags.ts';

/** Makes the one file in a folder; returns its path. */
export function makeBundle(folder: string): string {
  const file = join(folder, 'flash-agent.cjs');
  const { status, stderr } = spawnSync(process.execPath, ['agents/deploy/bundle.ts', file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the bundle could not be made: ${stderr}`);
  return file;
}

export interface Started {
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts it with a configuration; default: with what its unit sets. */
export function startBundle(
  file: string,
  config: string,
  { flags = NODE_FLAGS, environment = NODE_ENVIRONMENT }: Started = {},
): ChildProcess {
  return spawn(process.execPath, [...flags, file, 'agent', '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment },
  });
}
