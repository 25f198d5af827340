/** Finds real files made by others, which lie beside the clone and are never copied into it. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const FOLDER = process.env['FLASH_SHARED_DATA'] ?? join(ROOT, '..', 'shared', 'data');

/** Returns the full path of a file or folder of the shared data; it may not exist. */
export function sharedData(path: string): string {
  return join(FOLDER, path);
}

/**
 * Options for a test that reads shared data: `test('…', needsSharedData('runlog/flash'), () => …)`.
 * Where one of the paths is missing the test is skipped, and the reason names it.
 */
export function needsSharedData(...paths: string[]): { skip: string | false } {
  const missing = paths.find((path) => !existsSync(sharedData(path)));
  const reason = `shared data not found: ${missing} (looked beside the clone, or set FLASH_SHARED_DATA)`;
  return { skip: missing === undefined ? false : reason };
}
