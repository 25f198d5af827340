/** Finds the files of an import below the paths that a person names. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, FlashError } from '#telemetry/errors.ts';

/** Files named, and those below the folders named whose name fits, each once, by name. @throws {FlashError} */
export async function findFiles(
  paths: readonly string[],
  name: RegExp,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        found.add(path);
        continue;
      }
      const inside = await readdir(path, { recursive: true, withFileTypes: true });
      const files = inside.filter((entry) => entry.isFile() && name.test(entry.name));
      for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort())
        found.add(file);
    } catch (cause) {
      throw new FlashError({
        operation: 'find the files to import',
        subject: path,
        reason:
          errorCode(cause) === 'ENOENT' ? 'there is no such file or folder' : 'it cannot be read',
        hint: 'name files or folders that this user may read',
        cause,
      });
    }
  }
  return [...found];
}
