/** What `npm test` is made of: static checks, unit tests, tests with outside programs, browser suites, each as jobs. */

import { globSync, readFileSync } from 'node:fs';
import { costOf } from './costs.ts';
import type { Job } from './job.ts';
import { runCheck, runReporting } from './run-reporting.ts';
import { groupUnitFiles } from './share.ts';

const bin = (name: string): string => `node_modules/.bin/${name}`;

/** Writes beside the sources of the site, as compiling it does: not both at the same time. */
const ASTRO_CHECK = 'astro check';

/** Static checks by name; each runs on Node 24 from the top of the clone. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  tsc: [bin('tsc'), '-p', '.'],
  'tsc browser': [bin('tsc'), '-p', 'tests/e2e'],
  [ASTRO_CHECK]: [bin('astro'), 'check', '--root', 'site', '--minimumFailingSeverity', 'hint'],
  oxlint: [bin('oxlint'), '--type-aware', '--max-warnings', '0'],
  prettier: [bin('prettier'), '--check', '--log-level', 'warn', '.'],
  knip: [bin('knip'), '--no-progress', '--no-config-hints'],
};

/** The names of the static checks. */
export const CHECK_NAMES: readonly string[] = Object.keys(CHECKS);

const SITE_BUILD = 'site build';

const NOT_UNIT = ['integration', 'e2e', 'bench', 'torture'];
/** A test that is not done by then has failed; the whole file gets as long as its slowest may. */
const LIMITS_S = { unit: 180, integration: 300 } as const;

/** Returns the jobs for the files that are there now; `isWanted` says which parts, by name or path. */
export function listJobs(isWanted: (part: string) => boolean): Job[] {
  const tests = globSync('tests/**/*.test.ts').toSorted().filter(isWanted);
  const isUnit = (path: string): boolean => !NOT_UNIT.includes(path.split('/')[1] ?? '');
  const units = tests.filter(isUnit).map((path) => {
    return { path, text: readFileSync(path, 'utf8'), seconds: costOf(path).seconds };
  });
  const integration = tests.filter((path) => path.startsWith('tests/integration/'));
  const specs = globSync('tests/e2e/**/*.spec.ts').toSorted().filter(isWanted);
  return [
    ...CHECK_NAMES.filter(isWanted).map((name) => checkJob(name, CHECKS[name] ?? [])),
    ...[SITE_BUILD].filter(isWanted).map((name) => {
      const program = 'tests/support/runner/compile-site-child.ts';
      return { ...checkJob(name, [program]), after: ASTRO_CHECK };
    }),
    ...groupUnitFiles(units).map((group) =>
      nodeJob(
        'unit',
        group.map(({ path }) => path),
      ),
    ),
    ...integration.map((path) => nodeJob('integration', [path])),
    ...Map.groupBy(specs, suiteOf).values().map(browserJob),
  ];
}

function checkJob(name: string, args: readonly string[]): Job {
  const { seconds, load } = costOf(name);
  const run = runCheck(name, args);
  return { stage: 'static', parts: [name], seconds, load, run };
}

function nodeJob(stage: 'unit' | 'integration', files: readonly string[]): Job {
  const costs = files.map(costOf);
  const limitS = LIMITS_S[stage];
  return {
    stage,
    parts: files,
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    load: Math.max(...costs.map(({ load }) => load)),
    ...(files.some(mayNeedSite) ? { after: SITE_BUILD } : {}),
    run: runReporting({
      args: [
        `--test-timeout=${limitS * 1000}`,
        '--test-reporter=./tests/support/runner/node-reporter.ts',
        '--test-reporter-destination=stdout',
        ...(files.length === 1 ? [] : ['tests/support/runner/shared-files-child.ts']),
        ...files,
      ],
      limitS: 2 * limitS + 30 * files.length,
    }),
  };
}

function mayNeedSite(path: string): boolean {
  return path.startsWith('tests/integration/') || path.startsWith('tests/site/static/');
}

/** The living demo is one suite, which ends it in its last test; the templates of all pages another, the rest a third. */
function suiteOf(path: string): string {
  return path.includes('/site/pages') ? 'pages' : (path.split('/')[2] ?? '');
}

function browserJob(files: readonly string[]): Job {
  const suite = suiteOf(files[0] ?? '');
  const { seconds, load } = costOf(`e2e ${suite}`);
  const config = 'tests/e2e/playwright.config.ts';
  const reporter = 'tests/support/runner/playwright-reporter.ts';
  // Each begins by emptying its own folder.
  const words = ['--config', config, '--reporter', reporter, '--output', `test-results/${suite}`];
  const args = [bin('playwright'), 'test', ...words, ...files];
  const run = runReporting({ args, limitS: 900 });
  return { stage: 'e2e', parts: files, seconds, load, after: SITE_BUILD, run };
}
