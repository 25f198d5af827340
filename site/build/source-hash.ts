/** A hash of everything a compiled site is made from: it names the folder, so that unchanged sources compile once. */

import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedFiles } from '../src/docs/documented.ts';

const SOURCES = [
  'site/*.{ts,json}',
  'site/adapter/**/*',
  'site/build/**/*.ts',
  'site/src/**/*',
  'site/public/**/*',
  'site/snapshot/**/*.ts',
  'content/**/*',
  'telemetry/*.ts',
  'telemetry/facts/*.ts',
  'telemetry/metrics/*.ts',
  'telemetry/analysis/*.ts',
  'telemetry/alerts/*.ts',
  'telemetry/config/*.ts',
  'telemetry/catalogue/migrations/*.sql',
  'dashboards/**/*.ts',
  'agents/collector.ts',
  'agents/formats/*.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What the build itself writes, and what a link shows a second time. */
const GENERATED = /^site\/src\/content\/docs\//;

/** Returns 16 hexadecimal digits over names and contents, and over the base path. */
export async function sourceHash(root: string, base: string): Promise<string> {
  const paths = new Set(documentedFiles(root));
  for await (const entry of glob(SOURCES, { cwd: root, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/');
    if (!GENERATED.test(path)) paths.add(path);
  }
  const hash = createHash('sha256').update(base);
  for (const path of [...paths].sort()) {
    hash.update(`\0${path}\0`).update(await readFile(join(root, path)));
  }
  return hash.digest('hex').slice(0, 16);
}
