/** Makes the agent as one file to copy: the resident program, and behind it what is rarely needed. */

import { resolve } from 'node:path';

import { VERSION } from '#telemetry/version.ts';

import { assemble } from './assemble.ts';
import { bundleProgram } from './bundle-program.ts';
import type { BundledProgram, LeftOut } from './bundle-program.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');

const NO_DRIVER =
  'this file holds no database driver: import from a CSV, or run the import from a clone';
const READ_BY_CHILD = 'the configuration is read by a process of its own';

export interface Bundle {
  readonly text: string;
  /** The packages in it. */
  readonly packages: readonly string[];
}

/** Returns the one file; rejects where esbuild cannot make it. */
export async function makeBundle(): Promise<Bundle> {
  const make = (entry: string, leftOut: LeftOut = {}): Promise<BundledProgram> =>
    bundleProgram({ root: ROOT, version: VERSION, entry, leftOut });
  const noDriver = { mariadb: NO_DRIVER };
  const [agent, configuration, tools, otlp, mqtt, bcryptjs, yaml, disk] = await Promise.all([
    make('agent.ts', { zod: READ_BY_CHILD, yaml: READ_BY_CHILD, ...noDriver }),
    make('configuration.ts'),
    make('tools.ts', noDriver),
    make('otlp.ts'),
    make('mqtt.ts'),
    make('bcryptjs.ts'),
    make('yaml.ts'),
    make('disk.ts'),
  ]);
  const parts = { configuration, tools, otlp, mqtt, bcryptjs, yaml, disk };
  const packed = Object.fromEntries(
    Object.entries(parts).map(([name, { text }]) => [name, text] as const),
  );
  const packages = [agent, ...Object.values(parts)].flatMap((program) => program.packages);
  return { text: assemble({ agent: agent.text, packed }), packages: [...new Set(packages)] };
}
