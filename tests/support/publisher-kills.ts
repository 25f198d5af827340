/** Kills a publisher at random points of its work, and reads what it left: one state, whole, each time. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openSnapshot } from '#site/snapshot/reader.ts';
import { damaged } from '#site/snapshot/scrub.ts';
import { createAssetStore } from '#site/snapshot/store.ts';
import { Tree } from '#site/snapshot/tree.ts';
import { SLUG, startPublished, type Published } from './published.ts';

const CHILD = fileURLToPath(new URL('publish-child.ts', import.meta.url));

export interface KillCounts {
  readonly kills: number;
  /** Publications that went through between the kills. */
  readonly publications: number;
  /** What a reader met that was not one whole state; empty where all is well. */
  readonly faults: readonly string[];
}

/** Runs the trial; between the kills, and while the publisher works, runs come and change. */
export async function runPublisherKills(kills: number): Promise<KillCounts> {
  await using site = await startPublished();
  await site.addRun(1, 2_000);
  const faults: string[] = [];
  let publications = 0;
  for (let i = 0; i < kills; i += 1) {
    await site.addRun(i + 2, 300 + (i % 5) * 200);
    publications += await publishAndKill(site, i);
    faults.push(...(await faultsOf(site.directory)));
  }
  return { kills, publications, faults };
}

async function publishAndKill(site: Published, i: number): Promise<number> {
  const at = site.now + i * 3_600_000;
  const child = spawn(process.execPath, [CHILD, site.catalogue.home, site.directory, String(at)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let publications = 0;
  child.stdout.on('data', (text: Buffer) => (publications += String(text).split('\n').length - 1));
  await once(child.stdout, 'data');
  // The next publications follow at once; the point within them is as random as the machine.
  const wait = Math.random() * 120;
  const began = performance.now();
  while (performance.now() - began < wait) {
    await site.sql('UPDATE file SET bytes = bytes + 1 WHERE run_id = 1 LIMIT 50');
    await site.sql('UPDATE run SET revision = revision + 1 WHERE id = 1');
    await site.change('run', 1);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  return publications;
}

/** Reads everything that the manifest leads to, as a reader and as a mirror would. */
async function faultsOf(directory: string): Promise<readonly string[]> {
  const snapshot = await openSnapshot(directory);
  if (snapshot === null) return ['nothing is published'];
  const { assets } = snapshot.manifest;
  const tree = new Tree(createAssetStore({ directory }), assets.tree);
  const found = [
    ...(await damaged(directory, [...Object.values(assets), ...(await tree.lists())])),
  ];
  for (const group of await tree.groups()) {
    for (const leaf of await tree.leaves(group))
      found.push(...(await damaged(directory, await tree.assets({ group, leaf }))));
  }
  const runs = await snapshot.runs(SLUG);
  for (const [i, number] of (runs?.columns.number ?? []).entries()) {
    const run = await snapshot.run(SLUG, number);
    const isOne =
      run?.revision === runs?.columns.revision[i] &&
      run?.files.name.length === runs?.columns.files[i];
    if (!isOne) found.push(`run ${number} is of another state than the index`);
  }
  return found;
}
