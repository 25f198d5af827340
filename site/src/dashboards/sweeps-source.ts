/** What the sweeps of the runs say of the cavity, as series: f0, Q_L, β and the distance from the centre hold until the next sweep. */

import type { Run, RunSeries, SweepRow } from '#site/snapshot/schema/run.ts';
import type { Span } from '../charts/time-axis.ts';
import { runRows } from '../runs/rows.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { heldSeries, type Held } from './derive.ts';

/** Runs that are read for a window, the newest ones. */
const MOST_RUNS = 24;

type Say = (sweep: SweepRow, run: Run) => number | null;

const SAID: Readonly<Record<string, Say>> = {
  flash_resonance_frequency_hertz: ({ fit }) => fit?.f0Hz.value ?? null,
  flash_resonance_quality_factor: ({ fit }) => fit?.qL.value ?? null,
  flash_resonance_coupling_ratio: ({ fit }) => couplingOf(fit),
  flash_resonance_offset_ratio: (sweep, run) => offsetOf(sweep, run),
};

/** Whether a metric is told by sweeps. */
export function isOfSweeps(metric: string): boolean {
  return metric in SAID;
}

/** Returns the series of a metric by sweeps of the current campaign; null: no sweep says it in the window. */
export async function sweepSeries(
  metric: string,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<{ readonly campaign: string; readonly series: RunSeries } | null> {
  const say = SAID[metric];
  const campaign = snapshot.now.campaign?.slug ?? null;
  if (say === undefined || campaign === null) return null;
  const held: Held[] = [];
  for (const run of await runsIn(snapshot, campaign, window))
    held.push(...heldBy(run, say, window.to));
  const series = heldSeries(`sweeps ${metric}`, held, window);
  return series === null ? null : { campaign, series };
}

async function runsIn(
  snapshot: SnapshotAccess,
  campaign: string,
  { from, to }: Span,
): Promise<readonly Run[]> {
  const runs = await snapshot.runs(campaign);
  if (runs === null) return [];
  const inside = runRows(runs)
    .filter(
      ({ start, end, origin, steps }) =>
        origin === 'live' && steps > 0 && start !== null && start <= to && (end ?? to) >= from,
    )
    .toSorted((a, b) => (b.start ?? 0) - (a.start ?? 0))
    .slice(0, MOST_RUNS);
  const opened = await Promise.all(inside.map(({ number }) => snapshot.run(campaign, number)));
  return opened.flatMap((one) => (one === null ? [] : [one]));
}

/** A sweep without a fit says nothing, and what the one before said holds on: that it is old is said elsewhere. */
function heldBy(run: Run, say: Say, to: number): readonly Held[] {
  const said = run.sweeps
    .flatMap((sweep) => {
      const value = say(sweep, run);
      return value === null ? [] : [{ t: sweep.takenAt, value }];
    })
    .toSorted((a, b) => a.t - b.t);
  const end = run.end ?? to;
  return said.map(({ t, value }, i) => ({ t, value, until: said[i + 1]?.t ?? Math.max(t, end) }));
}

/** Of the two readings of a dip the under-coupled one, where the regime is not known. */
function couplingOf(fit: SweepRow['fit']): number | null {
  if (fit === null) return null;
  const told = fit.regime === 'unknown' ? (fit.betaUnder ?? fit.beta) : fit.beta;
  return told?.value ?? null;
}

/** In loaded linewidths from the centre of the step in which it was taken. */
function offsetOf({ fit, takenAt }: SweepRow, { steps }: Run): number | null {
  const centre = steps.findLast(({ start }) => start <= takenAt)?.f0Hz ?? null;
  if (fit === null || centre === null) return null;
  return ((fit.f0Hz.value - centre) * fit.qL.value) / fit.f0Hz.value;
}
