/** The fixture's campaigns: one that runs, one that is closed and has no mixing chamber, one without a run. */

import type { Run } from '#site/snapshot/schema/run.ts';
import type { Runs, Tuner } from '#site/snapshot/schema/runs.ts';
import { KEY_CHANNELS } from './channels.ts';
import { buildRun, type RunSpec } from './run.ts';

const HOUR = 3_600_000;
const KINDS = [
  'physics',
  'calibration',
  'physics',
  'noise',
  'physics',
  'background',
  'physics',
  'test',
] as const;

/** Specifications of the running campaign's runs, newest first. */
export function quaxRuns(at: number): RunSpec[] {
  let end = at;
  return Array.from({ length: 26 }, (_, i) => {
    const kind = KINDS[i % KINDS.length] ?? 'physics';
    const length = i === 0 ? 14_280_000 : kind === 'physics' ? (6 + (i % 4)) * HOUR : 0.5 * HOUR;
    const start = end - length;
    const files = kind === 'calibration' ? 21 : Math.floor(length / 2_190 - 60);
    const spec: RunSpec = {
      campaign: 'run_2026.11-quax',
      campaignName: 'Run_2026.11-QUAX',
      number: 142 - i,
      kind,
      start,
      end: i === 0 ? null : end,
      lastAt: end,
      files,
      seed: i,
    };
    // The last six were taken in another month.
    end = start - (i === 19 ? 40 * 24 : 0.4) * HOUR;
    return spec;
  });
}

/** Returns one campaign's index; `withMc` false is a campaign that has no such column. */
export function buildRunsIndex(
  identity: Pick<Runs, 'slug' | 'name' | 'title' | 'experiment'>,
  runs: readonly Run[],
  withMc: boolean,
): Runs {
  const column = <T>(read: (run: Run, i: number) => T): T[] => runs.map(read);
  const f0s = (run: Run): number[] => run.steps.map(({ f0Hz }) => f0Hz).filter((f0) => f0 !== null);
  return {
    ...identity,
    planned: { start: null, end: null },
    keyChannels: KEY_CHANNELS.filter(({ role }) => withMc || role !== 't_mc'),
    has: { tCav: true, tMc: withMc, field: true },
    columns: {
      number: column((run) => run.number),
      revision: column((run) => run.revision),
      title: column((run) => run.title),
      tags: column(({ tags }, i) => {
        const all = i % 4 < 2 ? [...tags, 'rescan'] : tags;
        return all.length === 0 ? null : all.join();
      }),
      kind: column((run) => run.kind),
      state: column((run) => run.state),
      origin: column((run) => run.origin),
      site: column((run) => run.site),
      start: column((run) => run.start),
      end: column((run) => run.end),
      steps: column((run) => (isPhysics(run) ? run.steps.length : 0)),
      f0Min: column((run) => (isPhysics(run) ? Math.min(...f0s(run)) : null)),
      f0Max: column((run) => (isPhysics(run) ? Math.max(...f0s(run)) : null)),
      qL: column((run, i) => (isPhysics(run) ? 22_400 + i * 61 : null)),
      beta: column((run, i) => (isPhysics(run) ? 1.05 + (i % 7) * 0.04 : null)),
      regime: column((run) => (isPhysics(run) ? 'unknown' : null)),
      fieldT: column((run) => (run.kind === 'background' ? 0 : 8)),
      tCavK: column((run) => (run.kind === 'test' ? null : 0.0302)),
      tMcK: column((run) => (run.kind === 'test' ? null : 0.0118)),
      files: column((run) => run.fileCount),
      sized: column((run, i) => run.fileCount - (i === 4 ? 12 : 0)),
      bytes: column((run) => run.bytes),
      quality: column((_, i) => (i === 2 ? 'good' : i === 4 ? 'doubtful' : null)),
      copiesPresent: column((run) => run.fileCount),
      copiesRemoved: column(() => 0),
      copiesVerified: column(() => 0),
      copiesArchived: column(() => 0),
      part: column(() => null),
      row: column(() => null),
    },
    parts: [],
  };
}

const isPhysics = (run: Run): boolean => run.kind === 'physics';

/** Returns f0 against tuner angle of some runs. */
export function buildTuner(runs: readonly Run[]): Tuner {
  return {
    tuner: runs.filter(isPhysics).flatMap((run, i) =>
      run.steps.flatMap(({ tunerDeg, f0Hz, qL, start }) =>
        tunerDeg === null || f0Hz === null
          ? []
          : [
              {
                run: run.number,
                t: start,
                tunerDeg: tunerDeg - i * 0.03,
                f0Hz: f0Hz + i * 24_000,
                qL,
              },
            ],
      ),
    ),
    unfittedTunerDeg: [{ run: runs[1]?.number ?? 1, tunerDeg: 26.1 }],
  };
}

/** All runs of the running campaign. */
export function buildQuax(at: number): Run[] {
  return quaxRuns(at).map(buildRun);
}
