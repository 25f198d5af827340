/** Writes a plausible snapshot for tests of pages: full, empty (nothing recorded), stale (the publisher died), or full of hostile texts. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SNAPSHOT_SCHEMA, type AssetReference } from '#site/snapshot/schema/asset.ts';
import { packNow } from '#site/snapshot/encoding/now-table.ts';
import { packRun, type PackedRun } from '#site/snapshot/encoding/run-table.ts';
import { packRuns } from '#site/snapshot/encoding/runs-table.ts';
import { packTail } from '#site/snapshot/encoding/tail-table.ts';
import type { CampaignHead, Campaigns, Manifest } from '#site/snapshot/schema/manifest.ts';
import { NOTHING_MOVED } from '#site/snapshot/schema/moved.ts';
import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { runPath } from '#site/snapshot/schema/runs.ts';
import type { SeriesIndex } from '#site/snapshot/schema/series.ts';
import type { TreeRoot } from '#site/snapshot/schema/tree.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { hostile } from './hostile.ts';
import { noAlarms, pastMonths, someAlarms } from './alarms.ts';
import { writeLog } from './log.ts';
import { writeOverview } from './overview.ts';
import { emptyNow, fullNow } from './now.ts';
import { buildQuax, buildRunsIndex, buildTuner } from './runs.ts';
import { writeSeries } from './series.ts';

export type FixtureKind = 'full' | 'empty' | 'stale' | 'hostile';

/** What becomes of a value before it is written. */
type Reword = <T>(value: T) => T;
const asItIs: Reword = (value) => value;

export type WriteAsset = (name: string, value: unknown) => Promise<AssetReference>;

/** Writes the fixture as it stands at `at` (UTC ms) below `directory`, manifest last; its campaigns, or others. */
export async function writeSiteFixture(
  directory: string,
  kind: FixtureKind,
  at: number,
  campaignsOf = writeCampaigns,
): Promise<Manifest> {
  const reword = kind === 'hostile' ? hostile : asItIs;
  const write = assetWriter(directory, reword);
  const then = kind === 'stale' ? at - 240_000 : at;
  const isEmpty = kind === 'empty';
  const heads = isEmpty ? [] : await campaignsOf(directory, write, then, reword);
  const tail: Tail = {
    from: Math.floor(then / 60_000) * 60_000,
    to: then,
    readings: isEmpty
      ? {}
      : {
          'qfridge/ch5-t': {
            t: [then - 3_000, then],
            value: [0.0303, 0.0304],
            quality: ['good', 'good'],
          },
        },
    files: [],
    runs: [],
  };
  const series: SeriesIndex = isEmpty ? { channels: {} } : await writeSeries(directory, then);
  const manifest: Manifest = {
    schema: SNAPSHOT_SCHEMA,
    id: `fixture-${kind}-${then}`,
    previous: null,
    generated_at: then,
    poll_after_ms: 500,
    stale_after_s: 30,
    position: isEmpty ? 0 : 82_731,
    tiles_position: isEmpty ? 0 : 82_731,
    demo: true,
    demo_note: 'simulated; files 1:100 of FLASH’s 34 MB',
    // More than the days hold: the time of some is not known.
    rows: { run: isEmpty ? 0 : 52, file: isEmpty ? 0 : 663_800 },
    assets: {
      now: await write('now', await packNow(isEmpty ? emptyNow(then) : fullNow(then), write)),
      tail: await write('tail', packTail(tail)),
      alarms: await write(
        'alarms',
        isEmpty ? noAlarms() : { ...someAlarms(then), months: await pastMonths(then, write) },
      ),
      series: await write('series', series),
      campaigns: await write('campaigns', {
        campaigns: heads,
        moved: NOTHING_MOVED,
      } satisfies Campaigns),
      overview: await writeOverview(write, then, isEmpty),
      log: await write('log', isEmpty ? { months: [] } : await writeLog(directory, write, then)),
      tree: await write('assets', await treeOf(directory, write, heads)),
    },
  };
  await writeFile(join(directory, 'snapshot.json'), JSON.stringify(manifest));
  return manifest;
}

/** Every shard of a campaign in one list. */
async function treeOf(
  directory: string,
  write: WriteAsset,
  heads: readonly CampaignHead[],
): Promise<TreeRoot> {
  const groups: Record<string, AssetReference> = {};
  for (const { slug, runCount } of heads) {
    const names = runCount === 0 ? [] : await readdir(join(directory, 'run', slug));
    const assets = [];
    for (const name of names) {
      const body = await readFile(join(directory, 'run', slug, name));
      const sha256 = createHash('sha256').update(body).digest('hex');
      assets.push({ path: `run/${slug}/${name}`, bytes: body.length, sha256 });
    }
    const leaf = await write(`tree/campaign/${slug}/runs`, { assets });
    groups[`campaign/${slug}`] = await write(`tree/campaign/${slug}`, { leaves: { runs: leaf } });
  }
  return { groups };
}

function assetWriter(directory: string, reword: Reword): WriteAsset {
  return async (name, value) => {
    const text = JSON.stringify(reword(value));
    const sha256 = createHash('sha256').update(text).digest('hex');
    const path = `${name}.${sha256.slice(0, 16)}.json`;
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
    return { path, bytes: Buffer.byteLength(text), sha256 };
  };
}

async function writeCampaigns(
  directory: string,
  write: WriteAsset,
  at: number,
  reword: Reword = asItIs,
): Promise<CampaignHead[]> {
  const quax = {
    slug: 'run_2026.11-quax',
    name: 'Run_2026.11-QUAX',
    title: 'Search at 8.83 GHz',
    experiment: 'QUAX-like',
  };
  const flash = {
    slug: 'run_2026.05-flash',
    name: 'Run_2026.05-FLASH',
    title: null,
    experiment: 'FLASH-like',
  };
  const none = {
    slug: 'run_2026.02-test',
    name: 'Run_2026.02-TEST',
    title: null,
    experiment: null,
  };
  const runs = buildQuax(at).map((run) => reworded(run, reword));
  const month = 183 * 86_400_000;
  const closed = buildQuax(at - month)
    .slice(1, 9)
    .map((run): Run => ({
      ...run,
      campaign: flash.slug,
      campaignName: flash.name,
      keyChannels: run.keyChannels.filter(({ role }) => role !== 't_mc'),
      series: run.series.filter(({ channel }) => channel !== 'qfridge/ch6-t'),
    }));
  return [
    await writeCampaign(directory, write, quax, runs, true),
    await writeCampaign(directory, write, flash, closed, false),
    await writeCampaign(directory, write, none, [], false),
  ];
}

/** Its files are shared by runs of one mould, and named by a program. */
function reworded(run: Run, reword: Reword): Run {
  const { files, ...said } = run;
  return { ...reword(said), files };
}

/** Writes the shards and the lists of one campaign. */
export async function writeCampaign(
  directory: string,
  write: WriteAsset,
  identity: { slug: string; name: string; title: string | null; experiment: string | null },
  runs: readonly Run[],
  withMc: boolean,
): Promise<CampaignHead> {
  // Runs of one mould share their columns, which are packed once.
  const moulds = new Map<FileColumns, PackedRun>();
  for (const run of runs) {
    const packed = moulds.get(run.files) ?? packRun(run);
    moulds.set(run.files, packed);
    const { campaign, campaignName, number } = run;
    const path = join(directory, runPath(identity.slug, run.number, run.revision));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify({ ...packed, campaign, campaignName, number }));
  }
  const index = buildRunsIndex(identity, runs, withMc);
  const { slug, name, title, experiment } = identity;
  return {
    slug,
    name,
    title,
    experiment,
    runCount: runs.length,
    fileCount: runs.reduce((sum, { fileCount }) => sum + fileCount, 0),
    runs: await write(`runs/${slug}`, packRuns(index)),
    tuner: await write(`tuner/${slug}`, buildTuner(runs)),
  };
}
