/** A round over a queue of 1000 jobs that did not change, beside running the same program and parsing its JSON and nothing else. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCondor } from '#agents/collectors/htcondor.ts';
import { condorSchema } from '#agents/collectors/htcondor.schema.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { compareInterleaved, figure, type Measure } from './figure.ts';

const JOBS = 1_000;

function queue(): string {
  const ads = Array.from({ length: JOBS }, (_, proc) => ({
    ClusterId: 12,
    ProcId: proc,
    GlobalJobId: `sn01.example.org#12.${String(proc)}#1790000000`,
    JobStatus: 1 + (proc % 2),
    QDate: 1_790_000_000,
    EnteredCurrentStatus: 1_790_000_100,
    JobCurrentStartDate: 1_790_000_100,
    ServerTime: 1_790_000_500,
    Owner: 'pool001',
    FlashUser: 'asample',
    FlashRun: 'run-2026.11-quax/12',
    CumulativeRemoteUserCpu: 390.5,
    RemoteWallClockTime: 0,
    RequestCpus: 1,
    RequestMemory: '/Expr(ifthenelse(MemoryUsage isnt undefined,MemoryUsage,1024))/',
  }));
  return JSON.stringify(ads, null, 1);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const round: Measure = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-bench-'));
  try {
    const file = join(folder, 'queue.json');
    writeFileSync(file, queue());
    const collector = createCondor(condorSchema.parse({ command: ['cat', file] }), {
      effects: { clock: systemClock, log: silentLog },
      node: 'bench',
      site: 'LNF',
      timeZone: 'UTC',
      cursor: new Map(),
      signal: () => new AbortController().signal,
    });
    await collector.collect();
    const run = promisify(execFile);
    const compared = await compareInterleaved({
      ours: () => timed(() => collector.collect()),
      theirs: () =>
        timed(async () => {
          const { stdout } = await run('cat', [file], { maxBuffer: 1 << 26 });
          return JSON.parse(stdout);
        }),
      rounds: 15,
    });
    return [
      figure({
        name: 'batch.round_of_1000_jobs_ms',
        value: compared.ours,
        unit: 'ms',
        against: `running the program and JSON.parse alone: ${compared.theirs.toFixed(1)} ms`,
        ratio: compared.ratio,
        atMost: 4,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export default [round];
