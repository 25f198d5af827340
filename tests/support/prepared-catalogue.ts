/** A home whose embedded catalogue was made and opened once, to be copied: making one anew costs ten times as much. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Names the prepared home; `npm test` sets it. A test that is started by itself makes its catalogues anew. */
export const PREPARED_CATALOGUE = 'FLASH_TEST_CATALOGUE';

/** Files that are mostly holes, such as the server's redo log, stay so. */
const COPY = process.platform === 'linux' ? ['-a', '--sparse=always'] : ['-a'];

/** Puts a copy, whole or not at all, into a home that has no catalogue yet; does nothing where none is prepared. */
export function copyPreparedCatalogue(home: string): void {
  const prepared = process.env[PREPARED_CATALOGUE];
  if (prepared === undefined || existsSync(join(home, 'catalogue'))) return;
  const draft = join(home, 'catalogue.copy');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  // Accounts and their passwords belong together.
  execFileSync('cp', [...COPY, join(prepared, 'secrets'), home]);
  execFileSync('cp', [...COPY, join(prepared, 'catalogue'), draft]);
  renameSync(draft, join(home, 'catalogue'));
}
