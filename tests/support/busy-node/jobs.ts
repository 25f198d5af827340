/** The jobs of a busy node in three schedulers, some of which change each minute: a thousand in all. */

import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { JobState } from '#telemetry/facts/job.ts';
import { COMPLETE, CRON_JOBS, JOBS, jobObject, NODES, PODS, RUNNING } from '../kube-agent.ts';
import type { KubeDouble } from '../kube-double.ts';

export const CONDOR_JOBS = 600;
export const SLURM_JOBS = 200;
export const KUBE_JOBS = 200;
/** Jobs of a scheduler that change in a step. */
const CHANGES = 10;

/** A scheduler's words for the states that its jobs go through, by turns. */
const CONDOR: readonly (readonly [code: number, state: JobState])[] = [
  [1, 'idle'],
  [2, 'running'],
  [5, 'held'],
];
const SLURM: readonly (readonly [word: string, state: JobState])[] = [
  ['PENDING', 'idle'],
  ['RUNNING', 'running'],
  ['SUSPENDED', 'suspended'],
];

export interface Jobs {
  /** For the collectors: prints the queue of HTCondor; the folder of Slurm's programs. */
  readonly condorCommand: readonly string[];
  readonly slurmPrograms: string;
  /** Some jobs of each scheduler change. */
  readonly step: () => void;
  /** What each job is now, by `scheduler id`. */
  readonly states: () => ReadonlyMap<string, JobState>;
}

/** Writes what the schedulers answer into a folder, and puts the jobs of Kubernetes into the double. */
export function createJobs(folder: string, kube: KubeDouble): Jobs {
  const begun = Math.floor(Date.now() / 1_000);
  const condor = Array.from({ length: CONDOR_JOBS }, (_, n) => n % 2);
  const slurm = Array.from({ length: SLURM_JOBS }, (_, n) => n % 2);
  const ended = new Set<number>();
  const queue = join(folder, 'condor.json');
  const programs = join(folder, 'slurm');
  mkdirSync(programs);
  for (const name of ['squeue', 'sacct', 'sinfo']) {
    const program = join(programs, name);
    writeFileSync(program, `#!/bin/sh\nexec cat '${program}.json'\n`);
    chmodSync(program, 0o755);
  }
  const nodes = [{ name: 'wn1', state: 'mixed', cpus: 64 }];
  put(join(programs, 'sinfo.json'), { nodes });
  put(join(programs, 'sacct.json'), { jobs: [] });
  const write = (): void => {
    put(
      queue,
      condor.map((at, n) => condorJob(n, CONDOR[at % CONDOR.length]?.[0] ?? 1, begun)),
    );
    const jobs = slurm.map((at, n) => slurmJob(n, SLURM[at % SLURM.length]?.[0] ?? '', begun));
    put(join(programs, 'squeue.json'), { jobs });
  };
  write();
  for (let n = 0; n < KUBE_JOBS; n += 1) putKubeJob(kube, n, false);
  putCluster(kube);
  let steps = 0;
  return {
    condorCommand: ['cat', queue],
    slurmPrograms: programs,
    step() {
      for (const list of [condor, slurm])
        for (let n = 0; n < CHANGES; n += 1) {
          const job = (steps * CHANGES + n) % list.length;
          list[job] = (list[job] ?? 0) + 1;
        }
      write();
      if (steps < KUBE_JOBS) {
        ended.add(steps);
        putKubeJob(kube, steps, true);
      }
      steps += 1;
    },
    states: () =>
      new Map<string, JobState>([
        ...condor.map((at, n) => entry('htcondor', condorId(n), CONDOR[at % CONDOR.length]?.[1])),
        ...slurm.map((at, n) => entry('slurm', String(n + 1), SLURM[at % SLURM.length]?.[1])),
        ...Array.from({ length: KUBE_JOBS }, (_, n) =>
          entry('kubernetes', `uid-fit-${n}`, ended.has(n) ? 'completed' : 'running'),
        ),
      ]),
  };
}

function entry(
  scheduler: string,
  id: string,
  state: JobState = 'unknown',
): readonly [string, JobState] {
  return [`${scheduler} ${id}`, state];
}

const condorId = (n: number): string => `${1_000 + n}.0`;

function condorJob(n: number, code: number, begun: number): object {
  const now = Math.floor(Date.now() / 1_000);
  return {
    ClusterId: 1_000 + n,
    ProcId: 0,
    GlobalJobId: `schedd.example.org#${condorId(n)}#${begun}`,
    JobStatus: code,
    QDate: begun - n,
    EnteredCurrentStatus: begun - n,
    Owner: 'pool007',
    FlashUser: 'ada',
    ServerTime: now,
  };
}

function slurmJob(n: number, word: string, begun: number): object {
  return { job_id: n + 1, job_state: word, submit_time: begun - n, user_name: 'ada', cpus: 2 };
}

function putKubeJob(kube: KubeDouble, n: number, isEnded: boolean): void {
  kube.put(JOBS, jobObject(`fit-${n}`, isEnded ? COMPLETE : RUNNING));
  const owner = { kind: 'Job', name: `fit-${n}`, uid: `uid-fit-${n}`, controller: true };
  kube.put(PODS, {
    metadata: {
      name: `fit-${n}-a`,
      namespace: 'flash',
      uid: `pod-${n}`,
      ownerReferences: [owner],
    },
    status: { phase: isEnded ? 'Succeeded' : 'Running' },
  });
}

function putCluster(kube: KubeDouble): void {
  const conditions = [{ type: 'Ready', status: 'True' }];
  for (let n = 0; n < 5; n += 1)
    kube.put(NODES, { metadata: { name: `n${n}`, uid: `n${n}` }, status: { conditions } });
  kube.put(CRON_JOBS, {
    metadata: { name: 'nightly', namespace: 'flash', uid: 'nightly' },
    status: { active: [] },
  });
}

/** The file changes at once: a program that prints it never sees half. */
function put(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}
