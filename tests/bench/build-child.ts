/** Builds the static site from a snapshot that is there, in a process of its own; prints what it took: `node build-child.ts SNAPSHOT OUT SITE`. */

import { execFileSync } from 'node:child_process';
import { clientDirectory, loadCompiledSite } from '#site/adapter/load.ts';
import { buildStaticSite } from '#site/static-site.ts';

const [snapshot = '', out = '', directory = ''] = process.argv.slice(2);
const render = await loadCompiledSite(directory);
let began = 0;
let cpu = process.cpuUsage();
const { pages, rendered } = await buildStaticSite({
  out,
  url: 'https://flash.example.org/',
  site: {
    directory,
    clientDirectory: clientDirectory(directory),
    render: (request, of) => render(request, { snapshot: of, silence: null }),
  },
  publish: async (target) => {
    // Links cost nothing of what is measured: publishing has figures of its own.
    execFileSync('cp', ['-al', snapshot, target]);
    began = performance.now();
    cpu = process.cpuUsage();
    await Promise.resolve();
  },
  onProgress: () => undefined,
});
const seconds = (performance.now() - began) / 1_000;
const { maxRSS } = process.resourceUsage();
const { user, system } = process.cpuUsage(cpu);
const cpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ pages, rendered, seconds, cpuSeconds, peakMib: maxRSS / 1_024 }));
