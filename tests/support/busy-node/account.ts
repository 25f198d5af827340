/** A recorder that keeps nothing but the account: which reading, file and job state has come, and what came twice. */

import { gunzipSync } from 'node:zlib';

import type { Batch } from '#telemetry/facts/batch.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { nthOf } from './nth-value.ts';

export interface Account {
  readonly url: string;
  readonly close: () => Promise<void>;
  /** Of the first so many readings of these channels, how many have come. */
  readonly readings: (of: readonly string[], each: number) => number;
  /** Names of data files that have come. */
  readonly files: ReadonlySet<string>;
  /** The last that was told of each job, by `scheduler id`. */
  readonly jobs: ReadonlyMap<string, JobState>;
  /** Readings and files that came again. */
  readonly doubled: () => number;
}

/** Starts it on a port of its own; it acknowledges whatever comes. Of the channels that are given each reading is counted, `most` of each. */
export async function openAccount(channels: readonly string[], most: number): Promise<Account> {
  const came = new Map(channels.map((name) => [name, new Uint8Array(most)]));
  const files = new Set<string>();
  const jobs = new Map<string, JobState>();
  let doubled = 0;
  const take = ({ facts }: Batch): void => {
    for (const fact of facts) {
      if (fact.kind === 'job') jobs.set(`${fact.scheduler} ${fact.id}`, fact.state);
      if (fact.kind === 'file') {
        if (files.has(fact.name)) doubled += 1;
        files.add(fact.name);
      }
      const channel = fact.kind === 'readings' ? came.get(fact.channel) : undefined;
      // Others are the node's own metrics, which nobody wrote.
      if (fact.kind !== 'readings' || channel === undefined) continue;
      for (const [, value] of fact.values) {
        const nth = nthOf(value ?? Number.NaN);
        if (channel[nth] === undefined) throw new Error(`nobody wrote ${value} of ${fact.channel}`);
        doubled += channel[nth];
        channel[nth] = 1;
      }
    }
  };
  const listener = await serveHttp({
    what: 'recorder',
    address: '127.0.0.1:0',
    async handler(request) {
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const batch = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString()) as Batch;
      take(batch);
      return Response.json({ acknowledged: batch.last, refused: [] });
    },
  });
  return {
    url: listener.url,
    close: () => listener.close(100),
    files,
    jobs,
    doubled: () => doubled,
    readings(of, each) {
      let count = 0;
      for (const name of of)
        for (const one of came.get(name)?.subarray(0, each) ?? []) count += one;
      return count;
    },
  };
}
