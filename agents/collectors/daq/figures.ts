/** What the collector counts for its metrics, and the observations of now. */

import { isHistory } from '#telemetry/analysis/history.ts';
import type { CollectorProblem } from '#agents/collector.ts';
import type { ReadyFile } from './directory.ts';
import type { Backlog } from './tree.ts';
import { observedCadence } from '#telemetry/analysis/cadence.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import {
  daqBacklogFiles,
  daqBytes,
  daqChecksumBacklog,
  daqChecksumTime,
  daqCompleted,
  daqFileInterval,
  daqFileSize,
  daqFiles,
  daqLastFile,
  daqOddFiles,
  daqOddSizes,
  daqOpenFiles,
  daqRate,
  daqReadTime,
  daqReaderRestarts,
  daqRoots,
  daqSweeps,
  daqUnlisted,
} from '#telemetry/metrics/daq.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

/** Files whose intervals make the cadence, and whose sizes make the usual one. */
const CADENCE_FILES = 33;
/** How far a size may lie from the usual one, and how many files must tell what that is. */
const ODD_SHARE = 0.2;
const SIZED_FILES = 8;

interface CampaignFigures {
  files: number;
  bytes: number;
  lastTaken: number | null;
  readonly taken: number[];
  readonly sizes: number[];
  oddSizes: number;
  readonly sweeps: { fitted: number; refused: number };
}

export interface Counted {
  readonly facts: readonly Fact[];
  readonly problems: readonly Pick<CollectorProblem, 'reason'>[];
  readonly delivered: readonly ReadyFile[];
  readonly hashMs: number;
  readonly readMs: number;
  /** When they were taken in, UTC ms. */
  readonly now: number;
}

/** What is true now. */
export interface Present {
  readonly backlog: Backlog;
  /** Bytes per second of the last watched window, null where none. */
  readonly rate: number | null;
  readonly roots: number;
  readonly blind: number;
  readonly restarts: number;
}

export interface Figures {
  count(round: Counted): void;
  observe(present: Present): readonly Observation[];
}

/** Makes counters that begin at 0 with the agent. */
export function createFigures(): Figures {
  const campaigns = new Map<string, CampaignFigures>();
  const odd = new Map<string, number>();
  const completed = new Map<string, number>();
  let hashMs = 0;
  let readMs = 0;
  const of = (campaign: string): CampaignFigures => {
    const known = campaigns.get(campaign);
    if (known !== undefined) return known;
    const made = {
      files: 0,
      bytes: 0,
      lastTaken: null,
      taken: [],
      sizes: [],
      oddSizes: 0,
      sweeps: { fitted: 0, refused: 0 },
    };
    campaigns.set(campaign, made);
    return made;
  };
  return {
    count({ facts, problems, delivered, now, ...times }) {
      hashMs += times.hashMs;
      readMs += times.readMs;
      const sweeps = new Set(facts.flatMap((fact) => (fact.kind === 'sweep' ? [fact.name] : [])));
      for (const fact of facts) countFact(of, fact, sweeps, now);
      for (const { reason } of problems) odd.set(reason, (odd.get(reason) ?? 0) + 1);
      for (const { by } of delivered) completed.set(by, (completed.get(by) ?? 0) + 1);
    },
    observe({ backlog, rate, roots, blind, restarts }) {
      const observations: Observation[] = [
        { metric: daqOpenFiles, labels: {}, value: backlog.open },
        { metric: daqBacklogFiles, labels: {}, value: backlog.files },
        { metric: daqUnlisted, labels: {}, value: backlog.directories },
        { metric: daqChecksumBacklog, labels: {}, value: backlog.bytes },
        { metric: daqChecksumTime, labels: {}, value: hashMs / 1000 },
        { metric: daqReadTime, labels: {}, value: readMs / 1000 },
        { metric: daqRoots, labels: { state: 'seen' }, value: roots - blind },
        { metric: daqRoots, labels: { state: 'blind' }, value: blind },
        { metric: daqReaderRestarts, labels: {}, value: restarts },
      ];
      if (rate !== null) observations.push({ metric: daqRate, labels: {}, value: rate });
      for (const [reason, value] of odd) {
        observations.push({ metric: daqOddFiles, labels: { reason }, value });
      }
      for (const [by, value] of completed) {
        observations.push({ metric: daqCompleted, labels: { by }, value });
      }
      for (const [campaign, figures] of campaigns) {
        observations.push(...observeCampaign(campaign, figures));
      }
      return observations;
    },
  };
}

/** `sweeps`: names of files that are sweeps, which have sizes of their own. */
function countFact(
  of: (campaign: string) => CampaignFigures,
  fact: Fact,
  sweeps: ReadonlySet<string>,
  now: number,
): void {
  if (fact.kind === 'sweep') {
    of(fact.campaign).sweeps[fact.fit === null ? 'refused' : 'fitted'] += 1;
  }
  if (fact.kind !== 'file') return;
  const figures = of(fact.campaign);
  figures.files += 1;
  figures.bytes += fact.bytes ?? 0;
  const isOld = fact.takenAt !== null && isHistory(fact.takenAt, now);
  if (fact.bytes !== null && !sweeps.has(fact.name)) countSize(figures, fact.bytes, isOld);
  if (fact.takenAt === null) return;
  figures.lastTaken = Math.max(figures.lastTaken ?? fact.takenAt, fact.takenAt);
  figures.taken.push(fact.takenAt);
  if (figures.taken.length > CADENCE_FILES) figures.taken.shift();
}

function countSize(figures: CampaignFigures, bytes: number, isOld: boolean): void {
  // Nobody is to be called now for a size of then.
  if (!isOld && isOddSize(figures.sizes, bytes)) figures.oddSizes += 1;
  figures.sizes.push(bytes);
  if (figures.sizes.length > CADENCE_FILES) figures.sizes.shift();
}

/** Whether a size differs from the median of those before it; false while there are too few. */
function isOddSize(before: readonly number[], bytes: number): boolean {
  const usual = medianSize(before);
  if (before.length < SIZED_FILES || usual === undefined) return false;
  return Math.abs(bytes - usual) > ODD_SHARE * usual;
}

function medianSize(sizes: readonly number[]): number | undefined {
  return sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)];
}

function observeCampaign(campaign: string, figures: CampaignFigures): Observation[] {
  const labels = { campaign };
  const observations: Observation[] = [
    { metric: daqFiles, labels, value: figures.files },
    { metric: daqBytes, labels, value: figures.bytes },
    { metric: daqOddSizes, labels, value: figures.oddSizes },
    { metric: daqSweeps, labels: { campaign, outcome: 'fitted' }, value: figures.sweeps.fitted },
    { metric: daqSweeps, labels: { campaign, outcome: 'refused' }, value: figures.sweeps.refused },
  ];
  if (figures.lastTaken !== null) {
    observations.push({ metric: daqLastFile, labels, value: figures.lastTaken / 1000 });
  }
  const size = medianSize(figures.sizes);
  if (size !== undefined) observations.push({ metric: daqFileSize, labels, value: size });
  const cadence = observedCadence(figures.taken.toSorted((a, b) => a - b));
  if (cadence !== null) {
    observations.push({ metric: daqFileInterval, labels, value: cadence / 1000 });
  }
  return observations;
}
