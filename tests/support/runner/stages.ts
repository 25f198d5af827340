/** The stages of `npm test`, in order: static checks, unit, integration, end to end. */

import { globSync } from 'node:fs';
import { parseOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { runProcess } from './run-process.ts';

/** One stage: `run` returns what each of its tests ended with, and says each as it ends. */
export interface Stage {
  readonly name: string;
  /** What it is made of: test files, or names of checks. A filter picks among these. */
  readonly parts: readonly string[];
  readonly run: (parts: readonly string[], said: (outcome: Outcome) => void) => Promise<Outcome[]>;
}

const bin = (name: string): string => `node_modules/.bin/${name}`;

/** Static checks by name; each runs on Node 24 from the top of the clone. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  tsc: [bin('tsc'), '-p', '.'],
  'tsc browser': [bin('tsc'), '-p', 'tests/e2e'],
  'astro check': [bin('astro'), 'check', '--root', 'site', '--minimumFailingSeverity', 'hint'],
  oxlint: [bin('oxlint'), '--type-aware', '--max-warnings', '0'],
  prettier: [bin('prettier'), '--check', '--log-level', 'warn', '.'],
  knip: [bin('knip'), '--no-progress', '--no-config-hints'],
};

const CHECKS_AT_ONCE = 2;
const NOT_UNIT = ['integration', 'e2e', 'bench', 'torture'];

/** Returns the stages with the files that are there now. */
export function listStages(): Stage[] {
  const tests = globSync('tests/**/*.test.ts').toSorted();
  const isUnit = (file: string): boolean => !NOT_UNIT.includes(file.split('/')[1] ?? '');
  const integration = tests.filter((file) => file.startsWith('tests/integration/'));
  const e2e = globSync('tests/e2e/**/*.spec.ts').toSorted();
  return [
    { name: 'static', parts: Object.keys(CHECKS), run: runChecks },
    { name: 'unit', parts: tests.filter(isUnit), run: nodeStage({ atOnce: 2, limitS: 60 }) },
    { name: 'integration', parts: integration, run: nodeStage({ atOnce: 2, limitS: 300 }) },
    { name: 'e2e', parts: e2e, run: runPlaywright },
  ];
}

async function runChecks(
  names: readonly string[],
  said: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const waiting = [...names];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const started = performance.now();
      const { code, output } = await runProcess(CHECKS[name] ?? []);
      const outcome: Outcome = {
        file: name,
        name: 'static check',
        status: code === 0 ? 'passed' : 'failed',
        reason: code === 0 ? '' : output,
        ms: performance.now() - started,
      };
      outcomes.push(outcome);
      said(outcome);
    }
  };
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, work));
  return outcomes;
}

function nodeStage({ atOnce, limitS }: { atOnce: number; limitS: number }): Stage['run'] {
  return (files, said) =>
    runReporting(
      [
        '--test',
        `--test-concurrency=${atOnce}`,
        `--test-timeout=${limitS * 1000}`,
        '--test-reporter=./tests/support/runner/node-reporter.ts',
        '--test-reporter-destination=stdout',
        ...files,
      ],
      said,
    );
}

function runPlaywright(
  files: readonly string[],
  said: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const config = ['--config', 'tests/e2e/playwright.config.ts'];
  const reporter = ['--reporter', 'tests/support/runner/playwright-reporter.ts'];
  return runReporting([bin('playwright'), 'test', ...config, ...reporter, ...files], said);
}

/** Runs a program that reports outcomes; one that fails without saying so is a failure itself. */
async function runReporting(
  args: readonly string[],
  said: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { code, output } = await runProcess(args, (line) => {
    const outcome = parseOutcome(line);
    if (outcome === undefined) return false;
    outcomes.push(outcome);
    said(outcome);
    return true;
  });
  if (code !== 0 && outcomes.every(({ status }) => status !== 'failed')) {
    const reason = `the runner ended with ${code}:\n${output}`;
    outcomes.push({ file: args[0] ?? '', name: 'the runner', status: 'failed', reason, ms: 0 });
  }
  return outcomes;
}
