/** A snapshot by path below /data/: one campaign, one run with a fitted and a refused sweep, one channel with one minute. */
import { packNumbers } from '#site/snapshot/encoding/pack.ts';
import { packFiles, type PackedFiles } from '#site/snapshot/encoding/run-table.ts';
import { packTail } from '#site/snapshot/encoding/tail-table.ts';
import { packTile } from '#site/snapshot/encoding/tile-table.ts';
import { SNAPSHOT_SCHEMA, type AssetReference } from '#site/snapshot/schema/asset.ts';
import type { Campaigns, Manifest } from '#site/snapshot/schema/manifest.ts';
import { NOTHING_MOVED } from '#site/snapshot/schema/moved.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { ChannelSeries, SeriesIndex } from '#site/snapshot/schema/series.ts';

const T0 = 1_795_428_000_000;
const at = (path: string): AssetReference => ({ path, bytes: 1, sha256: '0'.repeat(64) });

const manifest: Manifest = {
  schema: SNAPSHOT_SCHEMA,
  id: '20261123T101006Z-3f2a',
  previous: null,
  generated_at: T0,
  poll_after_ms: 500,
  stale_after_s: 30,
  position: 1,
  tiles_position: 1,
  demo: true,
  demo_note: null,
  rows: {},
  assets: {
    now: at('now.json'),
    tail: at('tail.json'),
    alarms: at('alarms.json'),
    series: at('series.json'),
    campaigns: at('campaigns.json'),
    log: at('log.json'),
    overview: at('overview.json'),
    tree: at('assets.json'),
  },
};

const campaigns: Campaigns = {
  moved: NOTHING_MOVED,
  campaigns: [
    {
      slug: 'run_2026.11-quax',
      name: 'Run_2026.11-QUAX',
      title: null,
      experiment: null,
      runCount: 1,
      fileCount: 2,
      runs: at('runs/run_2026.11-quax.json'),
      tuner: at('tuner/run_2026.11-quax.json'),
    },
  ],
};

/** The parts of a campaign's runs that the page reads. */
const runs = { count: 1, columns: { number: packNumbers([7]), revision: packNumbers([1]) } };

const sweep = {
  takenAt: T0,
  parameter: 's11',
  tunerDeg: 20.2,
  method: 'magnitude',
  points: 801,
  spanHz: 5e6,
  trace: null,
} as const;

/** The parts of a run that the page reads. */
const run: Pick<Run, 'number' | 'kind' | 'state' | 'fileCount' | 'sweeps'> & {
  readonly files: PackedFiles;
} = {
  number: 7,
  kind: 'calibration',
  state: 'closed',
  fileCount: 2,
  sweeps: [
    {
      ...sweep,
      name: 'S11_20p2deg.txt',
      refused: null,
      fit: {
        f0Hz: { value: 8_834_213_000, error: 900 },
        qL: { value: 23_800.4, error: 40 },
        q0: null,
        beta: null,
        betaUnder: null,
        regime: 'unknown',
        depthDb: 26.4,
        rmsDb: 0.03,
      },
    },
    {
      ...sweep,
      name: 'S11_21deg.txt',
      refused: 'the window holds 1.8 linewidths, 3 are needed',
      fit: null,
    },
  ],
  files: packFiles({
    t0: T0,
    name: ['S11_20p2deg.txt', 'S11_21deg.txt'],
    dt: [0, null],
    bytes: [42_000, 42_000],
    adler32: ['0a1b2c3d', null],
    tunerDeg: [20.2, 21],
    tCavK: [null, null],
    tMcK: [null, null],
    cavityHz: [null, null],
    softwareVersion: ['v0', null],
    copies: [0, 0],
    copyWords: ['no copy known'],
  }),
};

const channel: ChannelSeries = {
  channel: 'qfridge/ch6-t',
  quantity: 'temperature',
  unit: 'K',
  label: null,
  cadenceMs: 60_000,
  first: T0,
  last: T0,
  generation: 1,
  levels: { '60000': { spans: [[T0, 1]], revised: {}, open: { [T0]: 3 } } },
  raw: { spans: [], revised: {}, open: {} },
};

const series: SeriesIndex = { channels: { 'qfridge/ch6-t': channel } };

const tile = packTile({
  channel: 'qfridge/ch6-t',
  level: 60_000,
  start: T0,
  i: [1],
  n: [6],
  min: [0.0109],
  max: [0.0111],
  mean: [0.011],
  last: [0.011],
  notGood: [],
});

/** Two pieces of a tail: of the channel's second reading, and of its third. */
const pieceOf = (t: number, value: number): Tail => ({
  from: T0,
  to: t,
  readings: { 'qfridge/ch6-t': { t: [t], value: [value], quality: ['good'] } },
  files: [],
  runs: [],
});

/** The parts of `now` that the page reads. */
const now = {
  declared: at('channels.json'),
  channelCount: 1,
  channels: { value: packNumbers([0.0113]) },
};

/** Every asset by its path below /data/. */
export const SNAPSHOT: Readonly<Record<string, unknown>> = {
  'snapshot.json': manifest,
  'campaigns.json': campaigns,
  'runs/run_2026.11-quax.json': runs,
  'run/run_2026.11-quax/7.r1.json': run,
  'series.json': series,
  'now.json': now,
  'channels.json': { channels: [{ name: 'qfridge/ch6-t', unit: 'K' }] },
  'tail.json': packTail(pieceOf(T0 + 90_000, 0.0113), [at('tail-before.json')]),
  'tail-before.json': packTail(pieceOf(T0 + 80_000, 0.0112)),
  [`series/qfridge~2Fch6-t/60000-${T0}.o1-3.json`]: tile,
};
