/** The fixture's jobs: a week in the queues, a month that ended, one failure, one that is held. */

import type { Jobs } from '#site/snapshot/schema/jobs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CAMPAIGN = 'run_2026.11-quax';

export function someJobs(at: number): Jobs {
  const today = Math.floor(at / DAY) * DAY;
  const hours = 168;
  const wave = (mean: number, swing: number): readonly (number | null)[] =>
    Array.from({ length: hours }, (_, i) =>
      i > 60 && i < 66 ? null : Math.round(mean + swing * Math.sin(i / 7)),
    );
  return {
    at,
    schedulers: [{ scheduler: 'htcondor', instance: 'sn01.flash.example', seenAt: at - 8_000 }],
    byState: { running: 24, idle: 6, held: 1 },
    oldestIdleSince: at - 240_000,
    hours: {
      start: Math.floor(at / HOUR) * HOUR - (hours - 1) * HOUR,
      byState: { running: wave(24, 5), idle: wave(5, 4), held: wave(1, 1) },
    },
    days: {
      start: today - 29 * DAY,
      byState: {
        completed: Array.from({ length: 30 }, (_, i) => 180 + ((i * 37) % 60)),
        failed: Array.from({ length: 30 }, (_, i) => (i * 5) % 7),
      },
    },
    owners: [
      {
        owner: 'aneri',
        queue: { running: 20, idle: 6 },
        ended: { completed: 5_210, failed: 60 },
        cpuS: 9.1e6,
        coreS: 1.02e7,
      },
      {
        owner: '',
        queue: { running: 4, held: 1 },
        ended: { completed: 800 },
        cpuS: null,
        coreS: null,
      },
    ],
    reasons: [
      { reason: 'exit code 137', count: 9 },
      { reason: 'The input file is <not> there & "gone"', count: 3 },
    ],
    failures: [
      {
        scheduler: 'htcondor',
        instance: 'sn01.flash.example',
        id: '812.4',
        owner: 'aneri',
        name: 'fft-0142',
        state: 'failed',
        at: at - 3 * HOUR,
        reason: 'The input file is <not> there & "gone"',
        exitCode: 2,
        run: { campaign: CAMPAIGN, number: 140 },
      },
    ],
    held: [
      {
        scheduler: 'htcondor',
        instance: 'sn01.flash.example',
        id: '815.0',
        owner: '',
        name: null,
        state: 'held',
        at: at - 26 * HOUR,
        reason: null,
        exitCode: null,
        run: null,
      },
    ],
  };
}

export const noJobs = (at: number): Jobs => ({
  at,
  schedulers: [],
  byState: {},
  oldestIdleSince: null,
  hours: { start: at, byState: {} },
  days: { start: at, byState: {} },
  owners: [],
  reasons: [],
  failures: [],
  held: [],
});
