/** A disk that a test may fill. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export interface SmallDisk {
  readonly folder: string;
  readonly remove: () => void;
}

/** Mounts a small disk of its own; null where that is not allowed. */
export function openSmallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'flash-small-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    remove();
    return null;
  }
  return {
    folder,
    remove() {
      execFileSync('umount', ['-l', folder]);
      remove();
    },
  };
}

/** The folder of a small disk for one test; null, and the test is skipped with the reason, where that is not allowed. */
export function mountSmallDisk(t: TestContext, megabytes: number): string | null {
  const disk = openSmallDisk(megabytes);
  if (disk === null) {
    t.skip('only root may mount a small disk');
    return null;
  }
  t.after(disk.remove);
  return disk.folder;
}
