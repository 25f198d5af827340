/** What `npm test` is made of: static checks, unit tests, tests with outside programs, browser suites, each as jobs. */

import { globSync, readFileSync } from 'node:fs';
import { costOf } from './costs.ts';
import type { Job } from './job.ts';
import { runCheck, runReporting } from './run-reporting.ts';
import { groupUnitFiles } from './share.ts';

const bin = (name: string): string => `node_modules/.bin/${name}`;

/** Writes beside the sources of the site, as whoever compiles it does: nobody may at the same time. */
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

const NOT_UNIT = ['integration', 'e2e', 'bench', 'torture'];
/** A test that is not done by then has failed; the whole file gets as long as its slowest may. */
const LIMITS_S = { unit: 60, integration: 300 } as const;

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
    ...CHECK_NAMES.filter(isWanted).map(checkJob),
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

function checkJob(name: string): Job {
  const { seconds, load } = costOf(name);
  const run = runCheck(name, CHECKS[name] ?? []);
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
    ...(files.some(mayCompileSite) ? { after: ASTRO_CHECK } : {}),
    run: runReporting({
      args: [
        `--test-timeout=${limitS * 1000}`,
        '--test-reporter=./tests/support/runner/node-reporter.ts',
        '--test-reporter-destination=stdout',
        ...(files.length === 1 ? [] : ['tests/support/runner/share-process.ts']),
        ...files,
      ],
      limitS: limitS + 30 * files.length,
    }),
  };
}

function mayCompileSite(path: string): boolean {
  return path.startsWith('tests/integration/') || path.startsWith('tests/site/static/');
}

/** The living demo is one suite, which ends it in its last test; the templates of all pages another, the rest a third. */
function suiteOf(path: string): string {
  return path.includes('/site/pages') ? 'pages' : (path.split('/')[2] ?? '');
}

function browserJob(files: readonly string[]): Job {
  const suite = suiteOf(files[0] ?? '');
  const { seconds, load } = costOf(`e2e ${suite}`);
  const args = [
    bin('playwright'),
    'test',
    ...['--config', 'tests/e2e/playwright.config.ts'],
    ...['--reporter', 'tests/support/runner/playwright-reporter.ts'],
    // Each begins by emptying its own.
    ...['--output', `test-results/${suite}`],
    ...files,
  ];
  const run = runReporting({ args, limitS: 900 });
  return { stage: 'e2e', parts: files, seconds, load, after: ASTRO_CHECK, run };
}
