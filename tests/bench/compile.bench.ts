/** The whole site from its sources: API reference, handbook, pages, compressed code and the index of the search. */

import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientDirectory } from '#site/adapter/load.ts';
import { buildSite } from '#site/build.ts';
import { completeSite } from '#site/build/complete.ts';
import { figure, type Measure } from './figure.ts';

const compiling: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-compile-'));
  try {
    const began = performance.now();
    const client = clientDirectory(await buildSite({ outDir: home }));
    const compiled = performance.now();
    await completeSite(client);
    const ended = performance.now();
    const pages = globSync('{docs,api}/**/index.html', { cwd: client }).length;
    const index = ((ended - compiled) / 1_000).toFixed(1);
    return [
      figure({
        name: 'compile.seconds',
        value: (ended - began) / 1_000,
        unit: 's',
        against: `${String(pages)} pages of handbook and API reference, ${String(availableParallelism())} processors; compressing and indexing take ${index} s of it; limit 60 s`,
        atMost: 60,
      }),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [compiling];
export default measures;
