/** `npm test [-- NAME…] [-- --check] [-- --times]`: all parts side by side, short output, one closing line that machines read. */

import { availableParallelism } from 'node:os';
import type { Job, StageName } from './support/runner/job.ts';
import { CHECK_NAMES, listJobs } from './support/runner/jobs.ts';
import { closingLine, exitCode, tally } from './support/runner/outcome.ts';
import type { Outcome } from './support/runner/outcome.ts';
import { runJobs, type Ended } from './support/runner/pool.ts';
import { prepare } from './support/runner/prepare.ts';
import { endProcesses } from './support/runner/run-process.ts';

const TICK_MS = process.stdout.isTTY ? 1000 : 60_000;
const SLOWEST = 25;
/** A little more than the cores: what waits for a disk or a clock leaves them to another. */
const CAPACITY = availableParallelism() * 1.35;

/** Tells the parts whose path or name holds one of the words; `--check` stands for the checks and the rules of the house. */
function wantedBy(args: readonly string[]): (part: string) => boolean {
  const words = args.filter((arg) => !arg.startsWith('--'));
  if (args.includes('--check')) words.push(...CHECK_NAMES, 'tests/house/');
  return (part) => words.length === 0 || words.some((word) => part.includes(word));
}

async function runAll(jobs: readonly Job[]): Promise<Ended[]> {
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  let count = 0;
  const end = process.stdout.isTTY ? '   \r' : '\n';
  const tick = (): boolean => process.stdout.write(`… ${count} done, ${seconds()}${end}`);
  const ticking = setInterval(tick, TICK_MS);
  const ended: Ended[] = [];
  const onEnd = (one: Ended): void => {
    ended.push(one);
    for (const outcome of one.outcomes.filter(({ status }) => status === 'failed')) {
      console.log(`\nFAILED ${outcome.file}: ${outcome.name}\n${outcome.reason}\n`);
    }
    const { stage } = one.job;
    const isLast = ended.filter(({ job }) => job.stage === stage).length === countOf(jobs, stage);
    if (isLast) console.log(`${sayStage(stage, ended)}, the last after ${seconds()}`);
  };
  await runJobs(jobs, { capacity: CAPACITY, onOutcome: () => (count += 1), onEnd });
  clearInterval(ticking);
  return ended;
}

function countOf(jobs: readonly Job[], stage: StageName): number {
  return jobs.filter((job) => job.stage === stage).length;
}

function sayStage(stage: StageName, ended: readonly Ended[]): string {
  const outcomes = ended.filter(({ job }) => job.stage === stage).flatMap((one) => one.outcomes);
  const line = closingLine(tally(outcomes)).replaceAll(/, 0 (failed|skipped)/g, '');
  return `${stage.padEnd(12)} ${line}`;
}

/** Says each reason of a skip once, with how many tests it concerns. */
function saySkips(outcomes: readonly Outcome[]): void {
  const skipped = outcomes.filter(({ status }) => status === 'skipped');
  for (const [reason, tests] of Map.groupBy(skipped, (outcome) => outcome.reason)) {
    console.log(`skipped ${tests.length} in ${tests[0]?.file}: ${reason}`);
  }
}

function sayTimes(ended: readonly Ended[]): void {
  for (const { job, ms } of ended.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)) {
    const [first = '', ...others] = job.parts;
    const rest = others.length === 0 ? '' : ` and ${others.length} more`;
    console.log(`${(ms / 1000).toFixed(1).padStart(6)} s  ${first}${rest}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const jobs = listJobs(wantedBy(args));
  if (jobs.length === 0) console.log(`no test has a path with ${args.join(' or ')} in it`);
  const began = performance.now();
  await prepare(jobs);
  const ended = await runAll(jobs);
  const outcomes = ended.flatMap((one) => one.outcomes);
  saySkips(outcomes);
  if (args.includes('--times')) sayTimes(ended);
  console.log(`in ${Math.round((performance.now() - began) / 1000)} s`);
  const total = tally(outcomes);
  console.log(closingLine(total));
  return exitCode(total);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    endProcesses();
    process.exit(130);
  });
}
process.exitCode = await main(process.argv.slice(2));
