/** Unit tests lie where their sources lie: `tests/agents/formats/` beside `agents/formats/`. */

import { isCode, isTest } from './tree.ts';
import type { Finding, TreeFile } from './tree.ts';

const MIRRORED = /^tests\/((?:telemetry|agents|dashboards|site)\/(?:.*\/)?)[^/]+$/;

/** Returns the unit tests in a folder that no source lies in. */
export function checkMirror(files: readonly TreeFile[]): Finding[] {
  const folders = new Set(files.filter(isCode).map(({ path }) => folderOf(path)));
  return files.filter(isTest).flatMap(({ path }) => {
    const folder = MIRRORED.exec(path)?.[1];
    if (folder === undefined || folders.has(folder)) return [];
    return [{ path, says: `mirrors ${folder}, where no source lies` }];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
