/** The tokens of a hub's home, files that only this user can read: of this machine's agent, and of who writes the logbook. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'mariadb';
import { keepToken } from '#telemetry/catalogue/tokens.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Clock } from '#telemetry/effects.ts';
import { writeWhole } from './snapshot/store.ts';

/** Returns where the token of this machine's agent lies. */
export function tokenPath(config: Pick<FlashConfig, 'homeDirectory'>): string {
  return join(config.homeDirectory, 'agent.token');
}

/** Makes the token where there is none or where it was revoked, and enters it into the catalogue. */
export async function handOverToken(options: {
  readonly pool: Pool;
  readonly config: Pick<FlashConfig, 'homeDirectory' | 'node'>;
  readonly clock: Clock;
}): Promise<void> {
  const { pool, config, clock } = options;
  const path = tokenPath(config);
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known !== null && (await keepToken(pool, config.node, known.trim(), clock.now()))) return;
  const token = randomBytes(32).toString('base64url');
  await writeWhole(path, Buffer.from(`${token}\n`), 0o600);
  await keepToken(pool, config.node, token, clock.now());
}

/** Returns where the token lies that lets commands of this user write the logbook. */
export function writerTokenPath(config: Pick<FlashConfig, 'homeDirectory'>): string {
  return join(config.homeDirectory, 'writer.token');
}

/** Returns that token, made where there is none. */
export async function keepWriterToken(config: Pick<FlashConfig, 'homeDirectory'>): Promise<string> {
  const path = writerTokenPath(config);
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.trim() !== '') return known.trim();
  const token = randomBytes(32).toString('base64url');
  await writeWhole(path, Buffer.from(`${token}\n`), 0o600);
  return token;
}
