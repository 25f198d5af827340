/** The fixture's overview: volumes that fill, jobs, the days of a month, shifts and flags. */

import type { Day, DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { Overview, YearAsset } from '#site/snapshot/schema/overview.ts';
import type { RotaOfYear } from '#site/snapshot/schema/rota.ts';
import type { ResourceShown, Storage } from '#site/snapshot/schema/storage.ts';
import type { AssetReference } from '#site/snapshot/schema/asset.ts';
import type { WriteAsset } from './index.ts';
import { noJobs, someJobs } from './jobs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CAMPAIGN = 'run_2026.11-quax';

/** Writes the overview as it stands at `at`. */
export async function writeOverview(
  write: WriteAsset,
  at: number,
  isEmpty: boolean,
): Promise<AssetReference> {
  const days = isEmpty ? [] : await byYear(write, 'days', daysUntil(at));
  const year = new Date(at).toISOString().slice(0, 4);
  const rota = isEmpty
    ? []
    : [{ year, asset: await write(`rota/${year}`, rotaAt(at) satisfies RotaOfYear) }];
  return await write('overview', {
    storage: await write('storage', isEmpty ? noStorage(at) : someStorage(at)),
    jobs: await write('jobs', isEmpty ? noJobs(at) : someJobs(at)),
    days,
    waiting: [],
    rota,
  } satisfies Overview);
}

async function byYear(
  write: WriteAsset,
  stem: string,
  days: Readonly<Record<string, Day>>,
): Promise<readonly YearAsset[]> {
  const years = Map.groupBy(Object.entries(days), ([date]) => date.slice(0, 4));
  const written: YearAsset[] = [];
  for (const [year, own] of [...years].sort(([a], [b]) => (a < b ? 1 : -1)))
    written.push({
      year,
      asset: await write(`${stem}/${year}`, { days: Object.fromEntries(own) } satisfies DaysOfYear),
    });
  return written;
}

/** The last days by their date, the newest first. */
export function daysUntil(at: number): Readonly<Record<string, Day>> {
  const days: Record<string, Day> = {};
  for (let i = 0; i < 24; i += 1) {
    const t = Math.floor(at / DAY) * DAY - i * DAY;
    const hours = i === 6 ? 0 : 14 + ((i * 7) % 8);
    const low = 8_831_500_000 + (23 - i) * 240_000;
    days[new Date(t).toISOString().slice(0, 10)] = {
      files: hours * 1_643,
      bytes: hours * 1_643 * 340_000,
      livePhysicsMs: hours * HOUR,
      liveOtherMs: HOUR,
      openMs: {
        good: hours * HOUR * 0.6,
        doubtful: HOUR / 2,
        bad: HOUR,
        unjudged: hours * HOUR * 0.4,
      },
      covered: hours === 0 ? [] : [[low, low + 371_000]],
      runs: [
        { kind: 'physics', ms: hours * HOUR * 0.7 },
        { kind: 'calibration', ms: 20 * 60_000 },
      ],
      alarms: i % 3 === 0 ? { warning: 2, critical: 1 } : { info: 1 },
      copies: {
        'lnf-daq': { present: i < 3 ? hours * 1_643 : 0, removed: i < 3 ? 0 : hours * 1_643 },
        'cnaf-tape':
          i < 2
            ? { expected: hours * 1_643 }
            : { 'archived, verified': hours * 1_640, lost: 1, archived: 2 },
      },
      missing: i === 9 ? 3 : 0,
    };
  }
  return days;
}

export function someStorage(at: number): Storage {
  const volume = (
    name: string,
    label: string,
    role: ResourceShown['role'],
    [used, capacity, growth]: readonly [number, number, number],
  ): ResourceShown => ({
    name,
    label,
    role,
    unit: 'By',
    at: at - 20_000,
    used,
    capacity,
    growth,
    growthOverMs: 6 * HOUR,
    days: Array.from({ length: 30 }, (_, i) => ({
      t: at - (29 - i) * DAY,
      used: used - growth * 86_400 * (29 - i),
    })),
    quotas: [],
  });
  const quotas = [
    {
      standing: 'assigned',
      source: 'letter of March',
      bound: 'limited',
      value: 120e12,
      validFrom: at - 200 * DAY,
      note: null,
    },
    {
      standing: 'requested',
      source: 'request 2027',
      bound: 'limited',
      value: 400e12,
      validFrom: at - 20 * DAY,
      note: '60 days of data',
    },
  ] as const;
  const year = new Date(at).getUTCFullYear();
  return {
    at,
    plannedEnd: at + 40 * DAY,
    campaign: 'Run_2026.11-QUAX',
    resources: [
      volume('lnf-daq/daq', 'DAQ disk', 'daq', [1.9e12, 8e12, 1.2e7]),
      {
        ...volume('cnaf/tape', 'CNAF tape', 'tape', [71.4e12, 120e12, 1.3e7]),
        growthOverMs: DAY,
        quotas,
      },
      {
        ...volume('infn-cloud/cpu', 'INFN Cloud processors', 'cloud', [38, 50, 0]),
        unit: '{cpu}',
        growthOverMs: DAY,
        days: [],
        quotas: [
          {
            standing: 'assigned',
            source: 'openstack',
            bound: 'limited',
            value: 50,
            validFrom: at - 90 * DAY,
            note: null,
          },
        ],
      },
    ],
    years: [
      {
        year,
        resource: 'cnaf/tape',
        label: 'CNAF tape',
        unit: 'By',
        requested: { bound: 'limited', value: 400e12, source: 'request 2027' },
        assigned: { bound: 'limited', value: 120e12, source: 'letter of March' },
        used: 71.4e12,
        usedAt: at - 20_000,
      },
      {
        year: year - 1,
        resource: 'cnaf/tape',
        label: 'CNAF tape',
        unit: 'By',
        requested: null,
        assigned: { bound: 'none', value: null, source: 'letter of March' },
        used: null,
        usedAt: null,
      },
    ],
  };
}

const noStorage = (at: number): Storage => ({
  at,
  plannedEnd: null,
  campaign: null,
  resources: [],
  years: [],
});

/** Three people in turn, eight hours each, two days ahead. */
export function rotaAt(at: number): RotaOfYear {
  const people = ['Ada Neri', 'Bo Lindqvist', 'Chiara Sala'];
  const begin = Math.floor(at / (8 * HOUR)) * 8 * HOUR;
  return {
    shifts: Array.from({ length: 21 }, (_, i) => {
      const from = begin + (i - 14) * 8 * HOUR;
      return {
        id: `01K0SHIFT0000000000000${String(i).padStart(4, '0')}`,
        person: people[i % 3] ?? '',
        role: 'shifter',
        from,
        to: from + 8 * HOUR,
      };
    }),
    flags: [
      {
        id: '01K0FLAG000000000000000002',
        run: { campaign: CAMPAIGN, number: 140 },
        from: at - 5 * HOUR,
        to: at - 5 * HOUR + 1_200_000,
        quality: 'bad',
        why: 'digitizer hung',
        by: 'Ada Neri',
        createdAt: at - 4 * HOUR,
        withdrawn: null,
      },
      {
        id: '01K0FLAG000000000000000001',
        run: { campaign: CAMPAIGN, number: 139 },
        from: null,
        to: null,
        quality: 'doubtful',
        why: 'receiver gain looked low',
        by: 'Bo Lindqvist',
        createdAt: at - 30 * HOUR,
        withdrawn: { at: at - 28 * HOUR, by: 'Ada Neri', why: 'the Y-factor of today agrees' },
      },
    ],
    isCut: false,
  };
}
