/** Looks, before anything slow is begun, whether the embedded server can be had here. */

import type { FlashConfig } from '../config/schema.ts';
import { prepareFolders } from './embedded/folders.ts';
import { placeEmbedded } from './embedded/place.ts';
import { findMariadbPrograms } from './embedded/programs.ts';

/** @throws {FlashError} where MariaDB is missing or too old, or its folder is not writable; an external server is not asked. */
export async function requireServer(
  config: Pick<FlashConfig, 'catalogue' | 'homeDirectory'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (config.catalogue.kind === 'external') return;
  await findMariadbPrograms(env);
  prepareFolders(placeEmbedded(config.homeDirectory));
}
