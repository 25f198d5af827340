/** What the logbook costs over the wire on a published catalogue of a year: the index of 3 000 runs, one run of 800 files, the newest 50 files by Parquet. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { createGateway } from '#site/gateway/gateway.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { openSnapshot, type Snapshot } from '#site/snapshot/reader.ts';
import { runPath, type Runs } from '#site/snapshot/schema/runs.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { figure, type Figure, type Measure } from './figure.ts';
import { fillCatalogue } from './scale/fill.ts';
import { RUNS_A_YEAR, scaleOf } from './scale/scale.ts';

/** Every run is there; of its files one of so many, so that the bench takes a minute. */
const LEAN = 8;
const FILES_OF_RUN = 800;
const NEWEST = 50;
/** What a page asks for of the newest files. */
const COLUMNS = ['run_number', 'file', 'taken_at', 'bytes'];
/** A footer is read with one request of this size, and another one where it is longer. */
const FOOTER_GUESS = 8_192;

/** Bytes of an answer as they go over the wire. */
type Ask = (path: string, range?: string) => Promise<Uint8Array<ArrayBuffer>>;

const sizes: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-sizes-'));
  const directory = join(home, 'snapshot');
  try {
    const rows = await publishYear(directory);
    const snapshot = await openSnapshot(directory);
    if (snapshot === null) throw new Error('nothing was published');
    const campaign = await largestCampaign(snapshot);
    const ask = asking(directory);
    return [
      await indexFigure(campaign, ask, rows),
      ...(await runFigures(campaign.runs, snapshot, ask, rows)),
      ...(await newestFigures(campaign.runs, ask, rows)),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [sizes];
export default measures;

/** Publishes a year of runs; returns the counted rows in words. */
async function publishYear(directory: string): Promise<string> {
  const scale = scaleOf({ years: 1, channels: 1, lean: LEAN });
  await using test = await startTestCatalogue();
  await fillCatalogue({ catalogue: test.catalogue, scale });
  const [counted] = await test.administrator.query<{ files: number; readings: number }[]>(
    'SELECT (SELECT COUNT(*) FROM file) AS files, (SELECT COUNT(*) FROM reading) AS readings',
  );
  const publisher = await createPublisher({
    directory,
    effects: {
      clock: { now: () => scale.until + 600_000, monotonic: () => performance.now() },
      log: silentLog,
    },
    demoNote: null,
    readConsistently: consistentReads(test.pools.publisher),
  });
  await publisher.publish();
  return `${String(counted?.files)} rows of file (one of ${String(LEAN)} of each run), ${String(counted?.readings)} of reading`;
}

interface PublishedRuns {
  readonly path: string;
  readonly runs: Runs;
}

async function largestCampaign(snapshot: Snapshot): Promise<PublishedRuns> {
  const { campaigns } = await snapshot.campaigns();
  const head = campaigns.toSorted((a, b) => b.runCount - a.runCount)[0];
  const runs = head === undefined ? null : await snapshot.runs(head.slug);
  if (head === undefined || runs === null) throw new Error('no campaign was published');
  return { path: head.runs.path, runs };
}

/** Asks the gateway, as a browser does that takes gzip. */
function asking(snapshotDirectory: string): Ask {
  const nobody = async () => await Promise.resolve(new Response(null, { status: 404 }));
  const gateway = createGateway({
    snapshotDirectory,
    site: { clientDirectory: snapshotDirectory, render: nobody },
    identity: { node: 'bench', demo: false },
    ingest: nobody,
    acts: nobody,
    metrics: nobody,
    readiness: async () => await Promise.resolve({}),
  });
  return async (path, range) => {
    const headers = { 'accept-encoding': 'gzip', ...(range === undefined ? {} : { range }) };
    const response = await gateway(new Request(`http://hub/data/${path}`, { headers }));
    if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
    const isPacked = response.headers.get('content-encoding') === 'gzip';
    if (!isPacked && range === undefined) throw new Error(`${path} came without gzip`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

async function indexFigure({ path, runs }: PublishedRuns, ask: Ask, rows: string): Promise<Figure> {
  const count = runs.columns.number.length;
  if (count < RUNS_A_YEAR) throw new Error(`only ${String(count)} runs were published`);
  return figure({
    name: 'sizes.runs_index_bytes',
    value: (await ask(path)).length,
    unit: 'bytes',
    against: `${String(count)} runs, gzip; ${rows}`,
    atMost: 40_000,
  });
}

/** The run whose number of files is nearest above 800: one shard holds all that its page shows. */
async function runFigures(
  { slug, columns }: Runs,
  snapshot: Snapshot,
  ask: Ask,
  rows: string,
): Promise<readonly Figure[]> {
  const candidates = columns.number.flatMap((number, i) => {
    const [files, revision] = [columns.files[i] ?? 0, columns.revision[i] ?? 0];
    return files < FILES_OF_RUN ? [] : [{ number, files, revision }];
  });
  const run = candidates.toSorted((a, b) => a.files - b.files)[0];
  if (run === undefined) throw new Error(`no run has ${String(FILES_OF_RUN)} files`);
  const shard = await snapshot.run(slug, run.number);
  if (shard === null) throw new Error(`run ${String(run.number)} was not published`);
  const against = `${String(run.files)} files in run ${String(run.number)}; ${rows}`;
  return [
    figure({
      name: 'sizes.run_requests',
      value: 1 + shard.fileParts.length,
      unit: 'requests',
      against,
      atMost: 1,
    }),
    figure({
      name: 'sizes.run_bytes',
      value: (await ask(runPath(slug, run.number, run.revision))).length,
      unit: 'bytes',
      against: `gzip; ${against}`,
      atMost: 12_000,
    }),
  ];
}

/** Reads the end of the last part as an analyst's program does: its footer, then pages by their offsets. */
async function newestFigures({ parts }: Runs, ask: Ask, rows: string): Promise<readonly Figure[]> {
  const last = parts.at(-1);
  if (last === undefined) throw new Error('no files were published as Parquet');
  let bytes = 0;
  let requests = 0;
  const file = {
    byteLength: last.bytes,
    async slice(start: number, end = last.bytes) {
      const body = await ask(last.path, `bytes=${String(start)}-${String(end - 1)}`);
      bytes += body.length;
      requests += 1;
      return body.buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: FOOTER_GUESS });
  const found = await parquetReadObjects({
    file,
    metadata,
    columns: COLUMNS,
    rowStart: last.rows - NEWEST,
    rowEnd: last.rows,
    useOffsetIndex: true,
  });
  if (found.length !== NEWEST) throw new Error(`${String(found.length)} files were read`);
  const against = `part ${String(parts.length)} of ${String(parts.length)}, ${String(last.rows)} files in it; ${rows}`;
  return [
    figure({
      name: 'sizes.newest_50_bytes',
      value: bytes,
      unit: 'bytes',
      against: `in ${String(requests)} range requests; ${against}`,
      atMost: 15_000,
    }),
  ];
}
