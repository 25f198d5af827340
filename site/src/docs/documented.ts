/** The files that the API reference documents: what other programs build on, and what the life of a reading names. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLifeOfAReading } from './life-of-a-reading.ts';

/** Facts, contracts, metrics, the snapshot's schema, analysis, parsers. */
const BUILT_ON = [
  'telemetry/errors.ts',
  'telemetry/time.ts',
  'telemetry/units.ts',
  'telemetry/facts/*.ts',
  'telemetry/metrics/*.ts',
  'telemetry/analysis/*.ts',
  'agents/collector.ts',
  'agents/formats/*.ts',
  'site/snapshot/part-file.ts',
  'site/snapshot/reader.ts',
  'site/snapshot/schema/*.ts',
];

/** Returns their paths below `root`, sorted, each once. */
export function documentedFiles(root: string): string[] {
  const list = readFileSync(join(root, 'content/infrastructure/life-of-a-reading.yaml'), 'utf8');
  const stations = parseLifeOfAReading(list).map(({ file }) => file);
  return [...new Set([...globSync(BUILT_ON, { cwd: root }), ...stations])].sort();
}
