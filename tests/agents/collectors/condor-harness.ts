/** Programs that stand in for HTCondor's: each prints a file and writes down the words it was called with. */

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { createCondor } from '#agents/collectors/htcondor.ts';
import { condorSchema } from '#agents/collectors/htcondor.schema.ts';
import type { Clock } from '#telemetry/effects.ts';

import { collectorContext } from './context.ts';

const PROGRAMS = ['condor_q', 'condor_history', 'condor_status'] as const;
type Program = (typeof PROGRAMS)[number];

export interface CondorBench {
  readonly folder: string;
  readonly clock: Clock & { time: number };
  /** What a program prints from now on; a schedd's own answer by its `-name`. */
  readonly answer: (program: Program, ads: unknown, name?: string) => void;
  /** Makes a program fail. */
  readonly fail: (program: Program, name?: string) => void;
  /** The words of every call of a program so far. */
  readonly calls: (program: Program) => readonly string[];
  readonly open: (settings: object, cursor?: ReadonlyMap<string, string>) => Collector;
}

const script = (folder: string, program: string): string => `#!/bin/sh
name=local
previous=
for word in "$@"; do
  [ "$previous" = -name ] && name=$word
  previous=$word
done
echo "$@" >> '${folder}/${program}.calls'
answer='${folder}/${program}.'$name
[ -e "$answer.fail" ] && { echo 'Failed to connect' >&2; exit 1; }
[ -e "$answer" ] && cat "$answer"
exit 0
`;

export function condorBench(t: TestContext): CondorBench {
  const folder = mkdtempSync(join(tmpdir(), 'flash-condor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const program of PROGRAMS) {
    writeFileSync(join(folder, program), script(folder, program));
    chmodSync(join(folder, program), 0o755);
  }
  const clock = {
    time: Date.UTC(2026, 10, 23, 10),
    now: () => clock.time,
    monotonic: () => clock.time,
  };
  return {
    folder,
    clock,
    answer(program, ads, name = 'local') {
      const file = join(folder, `${program}.${name}`);
      rmSync(`${file}.fail`, { force: true });
      writeFileSync(file, typeof ads === 'string' ? ads : JSON.stringify(ads));
    },
    fail: (program, name = 'local') => writeFileSync(join(folder, `${program}.${name}.fail`), ''),
    calls(program) {
      const file = join(folder, `${program}.calls`);
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    },
    open(settings, cursor = new Map()) {
      const parsed = condorSchema.parse({ programs: folder, timeout_s: 5, ...settings });
      return createCondor(parsed, collectorContext({ clock, cursor }));
    },
  };
}

/** A job's ad; times in s around the bench's clock. */
export function jobAd(proc: number, status: number, more = {}): Record<string, unknown> {
  const times = { QDate: 1_795_000_000, EnteredCurrentStatus: 1_795_000_100 };
  return { ClusterId: 7, ProcId: proc, JobStatus: status, Owner: 'pool01', ...times, ...more };
}

/** The value of a metric, by its labels. */
export function valueOf(
  round: CollectorRound,
  exposition: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return round.observations.find(
    (one) =>
      one.metric.exposition === exposition &&
      Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  )?.value;
}

/** Applies the cursors of rounds to what a restart is handed. */
export function afterRounds(...rounds: readonly CollectorRound[]): Map<string, string> {
  const cursor = new Map<string, string>();
  for (const round of rounds)
    for (const [key, value] of Object.entries(round.cursor)) {
      if (value === '') cursor.delete(key);
      else cursor.set(key, value);
    }
  return cursor;
}
