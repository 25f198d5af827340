/** Where the browser's search reads: assets and byte ranges over the network, counted as they come. */

import { unpackFiles, unpackRun } from '#site/snapshot/encoding/run-table.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { check } from '#site/snapshot/parse/check.ts';
import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { partNamesSchema } from '#site/snapshot/parse/part-names.ts';
import type { Schema } from '#site/snapshot/parse/packed.ts';
import { filesSchema, runSchema } from '#site/snapshot/parse/run.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { runPath } from '#site/snapshot/schema/runs.ts';
import type { FilesSource } from '../files/source.ts';
import { dataHref } from '../href.ts';
import { isAsNamed } from './as-named.ts';

/** Returns a source over the state that a manifest leads to; `signal` ends what is on its way. */
export function networkSource(manifest: Manifest, signal: AbortSignal): FilesSource {
  let read = 0;
  const ask = async (path: string, init: RequestInit = {}): Promise<ArrayBuffer> => {
    const response = await fetch(dataHref(path), { ...init, signal });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const body = await response.arrayBuffer();
    read += body.byteLength;
    return body;
  };
  const json = async <T>(path: string, schema: Schema<T>): Promise<T> => {
    const body = await ask(`${path}?schema=${SNAPSHOT_SCHEMA}`);
    if (!(await isAsNamed(path, body)))
      throw new Error(`${path}: what came has another hash than its name`);
    return check(schema, JSON.parse(new TextDecoder().decode(body)));
  };
  return {
    campaigns: async () => (await json(manifest.assets.campaigns.path, campaignsSchema)).campaigns,
    runs: async ({ runs }) => unpackRuns(await json(runs.path, runsSchema)),
    names: ({ names }) => json(names.path, partNamesSchema),
    part: ({ path, bytes }) => ({
      byteLength: bytes,
      async slice(start, end = bytes) {
        const body = await ask(path, { headers: { range: `bytes=${start}-${end - 1}` } });
        // A server without ranges sends the whole file: right, though not cheap.
        return body.byteLength > end - start ? body.slice(start, end) : body;
      },
    }),
    run: async (slug, number, revision) =>
      unpackRun(await json(runPath(slug, number, revision), runSchema)),
    runFiles: async (path) => unpackFiles(await json(path, filesSchema)),
    read: () => read,
  };
}
