/** Finds files that import each other in a ring when they load. */

import { resolveImport } from './imports.ts';
import type { Import } from './imports.ts';
import type { Finding } from './tree.ts';

/** Returns one finding per ring; imports of types and imports made later (`import()`) do not count. */
export function checkCycles(imports: readonly Import[]): Finding[] {
  const targets = new Map<string, string[]>();
  for (const one of imports.filter(({ kind }) => kind === 'static')) {
    const target = resolveImport(one);
    if (target !== undefined) targets.set(one.from, [...(targets.get(one.from) ?? []), target]);
  }
  const findings: Finding[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const ring = [...path.slice(start), file];
      findings.push({ path: file, says: `imports itself: ${ring.join(' -> ')}` });
    }
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of targets.get(file) ?? []) walk(target);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) walk(file);
  return findings;
}
