/** `node shared-files-child.ts FILE…`: runs test files one after the other in one process, each as a suite with hooks of its own. */

import { resolve } from 'node:path';
import { suite } from 'node:test';

for (const file of process.argv.slice(2)) {
  suite(file, async () => {
    await import(resolve(file));
  });
}
