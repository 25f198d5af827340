/** A disk that a test may fill. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Mounts a small disk of its own; null, and the test is skipped with the reason, where that is not allowed. */
export function mountSmallDisk(t: TestContext, megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'flash-small-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    remove();
    t.skip('only root may mount a small disk');
    return null;
  }
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    remove();
  });
  return folder;
}
