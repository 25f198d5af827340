/** Reads what is mounted: from the kernel's own list, which answers also where a mount itself does not. */

import { readFile } from 'node:fs/promises';

import { parseMountinfo } from '../formats/mountinfo.ts';
import type { Mount } from '../formats/mountinfo.ts';

/** Returns the mounts of this process's view. @throws the system's error where there is no such list. */
export async function readMounts(file = '/proc/self/mountinfo'): Promise<readonly Mount[]> {
  return parseMountinfo(await readFile(file, 'utf8'));
}
