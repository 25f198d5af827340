/** Facts and batches with sensible values, for tests that send them to a recorder. */

import { randomUUID } from 'node:crypto';

import type { Batch } from '#telemetry/facts/batch.ts';
import type { FileFact } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import type { ChannelFact, ReadingsFact, ReadingTuple } from '#telemetry/facts/reading.ts';
import type { SweepFact } from '#telemetry/facts/sweep.ts';

/** 2026-11-20 10:00:00 UTC. */
export const T0 = Date.UTC(2026, 10, 20, 10);

export const CAMPAIGN = 'Run_2026.11-QUAX';
export const RUN_PATH = '/daq/Run_2026.11-QUAX/presa_dati_01';

export function fileFact(part: Partial<FileFact> = {}): FileFact {
  return {
    kind: 'file',
    campaign: CAMPAIGN,
    run: RUN_PATH,
    runKind: 'physics',
    runKindRaw: 'presa_dati',
    site: 'LNF',
    name: 'quax_000001.dat',
    bytes: 340_000,
    adler32: null,
    takenAt: T0,
    takenAtSource: 'header',
    tunerDeg: null,
    softwareVersion: null,
    copy: null,
    listed: null,
    origin: 'live',
    ...part,
  };
}

export function channelFact(name: string, part: Partial<ChannelFact> = {}): ChannelFact {
  const device = name.split('/')[0] ?? name;
  const [quantity, unit] = ['temperature', 'K'];
  return {
    kind: 'channel',
    name,
    device,
    quantity,
    unit,
    label: null,
    staleAfterMs: null,
    ...part,
  };
}

export function readingsFact(
  channel: string,
  values: readonly ReadingTuple[],
  origin: ReadingsFact['origin'] = 'live',
): ReadingsFact {
  return { kind: 'readings', channel, values, origin };
}

export function sweepFact(part: Partial<SweepFact> & { readonly name: string }): SweepFact {
  return {
    kind: 'sweep',
    campaign: CAMPAIGN,
    run: RUN_PATH,
    takenAt: T0,
    parameter: 's11',
    tunerDeg: 22.3,
    method: 'magnitude-lorentz',
    points: 801,
    spanHz: 5e6,
    fit: fit(8.832145e9, 21_300),
    refused: null,
    trace: null,
    ...part,
  };
}

/** A fit with these values and nothing else of interest. */
export function fit(f0Hz: number, qL: number): NonNullable<SweepFact['fit']> {
  return {
    f0Hz: { value: f0Hz, error: 100 },
    qL: { value: qL, error: 10 },
    q0: null,
    beta: { value: 1.4, error: 0.01 },
    betaUnder: { value: 0.71, error: 0.01 },
    regime: 'unknown',
    depthDb: 15.6,
    rmsDb: 0.03,
  };
}

export function jobFact(part: Partial<JobFact> = {}): JobFact {
  return {
    kind: 'job',
    scheduler: 'htcondor',
    instance: 'schedd.example',
    id: '1234.0',
    submittedAt: T0,
    seenAt: T0 + 60_000,
    state: 'running',
    stateRaw: '2',
    stateSince: null,
    startedAt: T0 + 30_000,
    endedAt: null,
    owner: 'asample',
    person: null,
    run: null,
    name: null,
    reason: null,
    reasonCode: null,
    exitCode: null,
    cpuS: null,
    wallS: null,
    cpus: 1,
    requestMemoryRaw: '\\/Expr(2048 * 1024)\\/',
    ...part,
  };
}

export interface Sender {
  readonly agent: string;
  readonly spool: string;
  /** The next batch of this stream. */
  readonly batch: (facts: readonly Fact[], part?: Partial<Batch>) => Batch;
}

/** A stream that numbers its batches as a spool does. */
export function createSender(agent = 'lnf-daq', stream = 'daq'): Sender {
  const spool = randomUUID();
  let last = 0;
  return {
    agent,
    spool,
    batch(facts, part = {}) {
      const first = last + 1;
      last += facts.length;
      return {
        version: 1,
        agent,
        spool,
        stream,
        first,
        last,
        facts,
        sentAt: T0,
        heartbeat: null,
        ...part,
      };
    },
  };
}
