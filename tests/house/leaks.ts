/** Nothing of one machine in the tree: no path of its own, no address of a registry. */

import { scanLines } from './tree.ts';
import type { Finding, TreeFile } from './tree.ts';

const MACHINE_PATH = /(?<![\w.~-])\/(?:work|farm|root|tmp|home|Users)\/[\w.-]+/;
const REGISTRY =
  /registry[.](?:npm|yarn)|(?:deb|security)[.]debian[.]org|archive[.]ubuntu|pypi[.]org|static[.]crates|proxy[.]golang|repo1?[.]maven/;

/** Returns the lines that name a folder of somebody's machine or a registry's address. */
export function checkLeaks(files: readonly TreeFile[]): Finding[] {
  return files.flatMap((file) =>
    scanLines(file, (line) => {
      const path = MACHINE_PATH.exec(line)?.[0];
      if (path !== undefined) return `names ${path}, a path of one machine`;
      const address = REGISTRY.exec(line)?.[0];
      return address === undefined ? undefined : `names the registry ${address}`;
    }),
  );
}
