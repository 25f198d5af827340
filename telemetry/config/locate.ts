/** Where the configuration file is looked for, and where all state lives. */

import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

import { FlashError } from '../errors.ts';
import { program } from '../program.ts';

export interface LocateInput {
  /** `--config`. */
  readonly path?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Returns the first of `--config`, `FLASH_CONFIG`, `./flash.yaml`, `/etc/flash/flash.yaml`; throws where there is none. */
export function locateConfig({ path, env, cwd }: LocateInput): string {
  const named = path ?? (env['FLASH_CONFIG'] === '' ? undefined : env['FLASH_CONFIG']);
  if (named !== undefined) return absolute(cwd, named);
  const found = [join(cwd, 'flash.yaml'), '/etc/flash/flash.yaml'].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new FlashError({
    operation: 'find the configuration',
    subject: 'flash.yaml',
    reason: `there is none in ${cwd}, none in /etc/flash, and neither --config nor FLASH_CONFIG names one`,
    hint: `"${program} init" writes one; "--demo" needs none`,
  });
}

/** The real home of all state, absolute: `FLASH_HOME`, else `.flash` or what the file says, under the working directory. */
export function locateHome(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  fromFile = '.flash',
): string {
  const named = env['FLASH_HOME'];
  return absolute(cwd, named === undefined || named === '' ? fromFile : named);
}

function absolute(cwd: string, path: string): string {
  return isAbsolute(path) ? path : resolve(cwd, path);
}
