/** `npm test [-- NAME…]`: all stages, short output, one closing line that machines read. */

import { closingLine, exitCode, tally } from './support/runner/outcome.ts';
import type { Outcome } from './support/runner/outcome.ts';
import { endProcesses } from './support/runner/run-process.ts';
import { listStages } from './support/runner/stages.ts';
import type { Stage } from './support/runner/stages.ts';

const TICK_MS = process.stdout.isTTY ? 1000 : 60_000;

/** Leaves in each stage only the parts whose path or name holds one of the words. */
function pick(stages: readonly Stage[], words: readonly string[]): Stage[] {
  const isWanted = (part: string): boolean =>
    words.length === 0 || words.some((word) => part.includes(word));
  return stages
    .map((stage) => ({ ...stage, parts: stage.parts.filter(isWanted) }))
    .filter(({ parts }) => parts.length > 0);
}

/** `--check` stands for the static checks and the rules of the house. */
function wordsOf(args: readonly string[], stages: readonly Stage[]): string[] {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const checks = stages.find(({ name }) => name === 'static')?.parts ?? [];
  return args.includes('--check') ? [...words, ...checks, 'tests/house/'] : words;
}

async function runStage(stage: Stage): Promise<Outcome[]> {
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const show = (text: string): boolean => process.stdout.write(`${stage.name.padEnd(12)} ${text}`);
  let count = 0;
  const end = process.stdout.isTTY ? '   \r' : '\n';
  const ticking = setInterval(() => show(`… ${count} done, ${seconds()}${end}`), TICK_MS);
  const outcomes = await stage.run(stage.parts, () => (count += 1));
  clearInterval(ticking);
  show(`${closingLine(tally(outcomes)).replaceAll(/, 0 (failed|skipped)/g, '')} in ${seconds()}\n`);
  for (const outcome of outcomes.filter(({ status }) => status === 'failed')) {
    console.log(`\nFAILED ${outcome.file}: ${outcome.name}\n${outcome.reason}\n`);
  }
  return outcomes;
}

/** Says each reason of a skip once, with how many tests it concerns. */
function saySkips(outcomes: readonly Outcome[]): void {
  const skipped = outcomes.filter(({ status }) => status === 'skipped');
  for (const [reason, tests] of Map.groupBy(skipped, (outcome) => outcome.reason)) {
    console.log(`skipped ${tests.length} in ${tests[0]?.file}: ${reason}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const all = listStages();
  const words = wordsOf(args, all);
  const stages = pick(all, words);
  if (stages.length === 0) console.log(`no test has a path with ${words.join(' or ')} in it`);
  const started = performance.now();
  const outcomes: Outcome[] = [];
  for (const stage of stages) outcomes.push(...(await runStage(stage)));
  saySkips(outcomes);
  console.log(`in ${Math.round((performance.now() - started) / 1000)} s`);
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
