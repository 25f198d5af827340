/** The fixture's `now`: a physics run at 8.834 GHz, one thing that needs a person. */

import type { Now, Spark } from '#site/snapshot/schema/now.ts';
import { rotaAt } from './overview.ts';
import { channelsNow } from './channels.ts';
import { createRandom, wander } from './random.ts';

const STEP_MS = 120_000;
const COUNT = 120;

function spark(at: number, values: readonly (number | null)[]): Spark {
  const start = Math.floor(at / STEP_MS) * STEP_MS - COUNT * STEP_MS;
  return { start, stepMs: STEP_MS, min: values, max: values };
}

function sparks(at: number): Now['sparks'] {
  const random = createRandom(7);
  const daq: (number | null)[] = wander(random, COUNT, 156_000, 3_000);
  for (const i of [31, 72, 73, 113]) daq[i] = 0;
  for (const i of [90, 91, 92, 93]) daq[i] = null;
  const cold = wander(random, COUNT, 0.0302, 0.0001).map(
    (value, i) => value + 0.004 * bump(i, 30) + 0.003 * bump(i, 72) + 0.004 * bump(i, 112),
  );
  return {
    daq: spark(at, daq),
    field: spark(
      at,
      Array.from({ length: COUNT }, () => 8),
    ),
    cold: spark(at, cold),
    jobs: spark(at, wander(random, COUNT, 24, 6).map(Math.round)),
  };
}

const bump = (i: number, from: number): number => (i < from ? 0 : Math.exp(-(i - from) / 7));

/** Returns the state of everything at `at`. */
export function fullNow(at: number): Now {
  const gb = 1e9;
  return {
    asOf: at,
    campaign: {
      slug: 'run_2026.11-quax',
      name: 'Run_2026.11-QUAX',
      experiment: 'QUAX-like',
      plannedEnd: at + 40 * 86_400_000,
    },
    run: {
      campaign: 'run_2026.11-quax',
      number: 142,
      title: null,
      kind: 'physics',
      start: at - 14_280_000,
      fileCount: 6_512,
      bytes: 2.214 * gb,
      step: {
        n: 4,
        start: at - 900_000,
        tunerDeg: 22.3,
        f0Hz: 8_834_213_400,
        qL: 23_812,
        beta: 1.1,
        regime: 'unknown',
        depthDb: 26.4,
        sweepAt: at - 480_000,
        drift: 0.03,
      },
    },
    lastRun: null,
    channels: channelsNow(at),
    daq: {
      lastFile: { name: 'physics_0142_06512.dat', bytes: 340_000, t: at - 1_200 },
      bytesPerS: 156_300,
      filesPerMinute: 27.4,
      cadenceMs: 2_190,
    },
    volumes: [
      {
        name: 'lnf-daq/daq disk',
        label: 'DAQ disk',
        role: 'daq',
        at: at - 12_000,
        used: 1.9e12,
        capacity: 8e12,
        isQuota: false,
        growth: 15.6e6,
      },
      {
        name: 'lnf-daq/scratch',
        label: 'Scratch',
        role: 'storage',
        at: at - 12_000,
        used: 0.4e12,
        capacity: 2e12,
        isQuota: false,
        growth: 0,
      },
      {
        name: 'cnaf/tape',
        label: 'CNAF tape',
        role: 'tape',
        at: at - 12_000,
        used: 71.4e12,
        capacity: 120e12,
        isQuota: true,
        growth: 13e6,
      },
      {
        name: 'lnf-daq/nfs',
        label: 'NFS of the centre',
        role: 'storage',
        at: at - 12_000,
        used: null,
        capacity: null,
        isQuota: false,
        growth: null,
      },
    ],
    jobs: {
      seenAt: at - 38_000,
      byState: { running: 24, idle: 6, held: 0 },
      oldestIdleSince: at - 240_000,
      completedToday: 212,
      failedToday: 1,
      heldReasons: [],
    },
    agents: [
      {
        node: 'lnf-daq',
        heartbeat: at - 4_000,
        spoolFacts: 0,
        spoolOldestAt: null,
        collectors: ['daq', 'cryostat', 'storage', 'htcondor', 'host'].map((name) => ({
          name,
          up: true,
          lastSuccess: at - 5_000,
          lastError: null,
        })),
      },
    ],
    sparks: sparks(at),
    shifts: rotaAt(at).shifts.filter(({ to }) => to !== null && to > at),
    trends: {
      'qfridge/ch5-t': 2e-5,
      'qfridge/ch6-t': -4e-4,
      'magnet/field': 0,
      'qfridge/p2': null,
    },
    live: { from: at - 3_600_000, fraction: 0.997 },
    fieldSince: at - 11 * 86_400_000,
    copies: {
      locations: ['lnf-daq', 'cnaf-tape'],
      oldestSingle: at - 900_000,
      oldestUnarchived: at - 31 * 3_600_000,
    },
    backup: {
      nightly: { hour: 3, timeZone: 'Europe/Rome' },
      madeAt: at - 90 * 86_400_000,
      last: at - 7 * 3_600_000,
      bytes: 214e6,
      durationMs: 41_000,
      failure: null,
      copy: { last: at - 7 * 3_600_000 + 60_000, failed: null },
    },
    alarms: { raised: 2, acknowledged: 1, shelved: 1, explained: 2 },
    needs: [
      {
        id: 'ChannelStale:qfridge/p1',
        severity: 'attention',
        since: at - 14 * 60_000,
        title: 'Channel stale: qfridge/p1',
        detail: 'qfridge/p1 has not been read for 28 times the age at which it is stale.',
        procedure: 'procedures/alarms/channel-stale',
      },
    ],
    log: [
      {
        id: '01A',
        at: at - 480_000,
        author: 'A. Sample',
        authorKind: 'human',
        title: 'Tuner to 22.3°, step 4',
        tags: ['calibration'],
        run: { campaign: 'run_2026.11-quax', number: 142 },
      },
      {
        id: '01B',
        at: at - 2_220_000,
        author: 'B. Esempio',
        authorKind: 'human',
        title: 'Gauge of the outer vacuum flickers <again>; watching it.',
        tags: ['cryostat'],
        run: null,
      },
      {
        id: '01C',
        at: at - 14_280_000,
        author: 'recorder',
        authorKind: 'machine',
        title: 'Run 142 started: physics',
        tags: [],
        run: { campaign: 'run_2026.11-quax', number: 142 },
      },
    ],
  };
}

/** A catalogue in which nothing has happened yet. */
export function emptyNow(at: number): Now {
  return {
    asOf: at,
    campaign: null,
    run: null,
    lastRun: null,
    channels: [],
    daq: null,
    volumes: [],
    jobs: null,
    agents: [],
    sparks: {},
    shifts: [],
    trends: {},
    live: null,
    fieldSince: null,
    copies: null,
    backup: null,
    alarms: { raised: 0, acknowledged: 0, shelved: 0, explained: 0 },
    needs: [],
    log: [],
  };
}
