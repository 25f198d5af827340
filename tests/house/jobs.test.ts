/** How `npm test` runs its parts: what begins first, what runs at once, and which files share a process. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { costOf, COSTLY } from '../support/runner/costs.ts';
import type { Job } from '../support/runner/job.ts';
import { CHECK_NAMES, listJobs } from '../support/runner/jobs.ts';
import { parseOutcome } from '../support/runner/outcome.ts';
import { runJobs } from '../support/runner/pool.ts';
import { runReporting } from '../support/runner/run-reporting.ts';
import { groupUnitFiles } from '../support/runner/share.ts';
import { ROOT } from './tree.ts';

/** Jobs that run until they are told to end, and notes of what began. */
function makeJobs(
  wanted: readonly (Pick<Job, 'seconds' | 'load'> & { name: string; after?: string })[],
) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const jobs = wanted.map(({ name, ...rest }): Job => {
    const run = (): Promise<[]> => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve([])));
    };
    return { stage: 'unit', parts: [name], run, ...rest };
  });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { jobs, begun, end };
}

test('the longest begins first, and one that has no room is waited for, not overtaken', async () => {
  const { jobs, begun, end } = makeJobs([
    { name: 'short', seconds: 1, load: 0.1 },
    { name: 'waits', seconds: 9, load: 0.7 },
    { name: 'works', seconds: 8, load: 1 },
    { name: 'works more', seconds: 7, load: 1 },
  ]);
  const all = runJobs(jobs, { capacity: 2 });
  assert.deepEqual(begun, ['waits', 'works']);
  await end('waits');
  assert.deepEqual(begun.slice(2), ['works more']);
  await end('works');
  assert.deepEqual(begun.slice(3), ['short']);
  await end('short');
  await end('works more');
  const names = (await all).map(({ job }) => job.parts[0]);
  assert.deepEqual(names, ['waits', 'works', 'short', 'works more']);
});

test('what others wait for is first, and one that is too large for the machine runs alone', async () => {
  const { jobs, begun, end } = makeJobs([
    { name: 'needs', seconds: 9, load: 0.5, after: 'is needed' },
    { name: 'needs what is not run', seconds: 8, load: 0.5, after: 'another' },
    { name: 'is needed', seconds: 1, load: 0.5 },
    { name: 'too large', seconds: 5, load: 3 },
  ]);
  const all = runJobs(jobs, { capacity: 1 });
  assert.deepEqual(begun, ['is needed', 'needs what is not run']);
  await end('needs what is not run');
  assert.equal(begun.length, 2, 'the large one has no room, the other waits for what runs');
  await end('is needed');
  assert.deepEqual(begun.slice(2), ['needs']);
  await end('needs');
  assert.deepEqual(begun.slice(3), ['too large']);
  await end('too large');
  await all;
});

test('every test file and check is in exactly one job, and every cost is of one that is there', () => {
  const parts = listJobs(() => true).flatMap((job) => job.parts);
  assert.equal(new Set(parts).size, parts.length);
  for (const name of CHECK_NAMES) assert.ok(parts.includes(name), name);
  const suites = ['e2e demo', 'e2e pages', 'e2e site'];
  for (const name of COSTLY) assert.ok(parts.includes(name) || suites.includes(name), name);
  for (const name of suites) assert.ok(COSTLY.includes(name), name);
  assert.ok(costOf('tests/integration/new.test.ts').load < costOf('tests/agents/new.test.ts').load);
});

test('a file shares its process unless it touches that, starts others, or takes long', () => {
  const file = (name: string, text: string, seconds = 0.1) => {
    return { path: `tests/agents/${name}.test.ts`, text, seconds };
  };
  const groups = groupUnitFiles([
    file('pure', 'assert.equal(1, 1)'),
    file('environment', "process.env['FLASH_HOME'] = home"),
    file('starts', "import { spawn } from 'node:child_process';"),
    file('mocks', 'mock.timers.enable()'),
    file('long', 'assert.equal(2, 2)', 20),
    file('pure-too', '// subprocess. globalThisWay'),
  ]);
  const names = groups.map((group) => group.map(({ path }) => path.slice(13, -8)));
  assert.deepEqual(names, [['pure', 'pure-too'], ['environment'], ['starts'], ['mocks'], ['long']]);
});

const HOOKED = `import assert from 'node:assert/strict';
import { before, test } from 'node:test';
let ready = 0;
before(() => (ready += 1));
test('its own hook ran once', () => { process.stdout.write('half a line'); assert.equal(ready, 1); });
`;

function folderWith(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'flash-jobs-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { path: (name: string) => join(folder, name), [Symbol.dispose]: remove };
}

test('files that share a process keep their hooks, and one that cannot be loaded fails alone', () => {
  using folder = folderWith({
    'a.test.mjs': HOOKED,
    'b.test.mjs': HOOKED,
    'c.test.mjs': 'import "./not-there.mjs";',
  });
  const support = join(ROOT, 'tests', 'support', 'runner');
  const files = ['a', 'c', 'b'].map((name) => folder.path(`${name}.test.mjs`));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      `--test-reporter=${join(support, 'node-reporter.ts')}`,
      '--test-reporter-destination=stdout',
      join(support, 'shared-files-child.ts'),
      ...files,
    ],
    { encoding: 'utf8', env },
  );
  const outcomes = stdout.split('\n').flatMap((line) => parseOutcome(line) ?? []);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ['passed', 'failed', 'passed'],
  );
  assert.match(outcomes[1]?.name ?? '', /c\.test\.mjs$/);
  assert.equal(status, 1);
});

test('a program that does not end is ended, and that is a failure with what it said', async () => {
  using folder = folderWith({ 'stays.mjs': "console.log('a clue'); setInterval(() => {}, 1000);" });
  const outcomes = await runReporting({ args: [folder.path('stays.mjs')], limitS: 0.5 })(() => {});
  assert.equal(outcomes.length, 1);
  assert.equal(outcomes[0]?.status, 'failed');
  assert.match(outcomes[0]?.reason ?? '', /it took longer than 0\.5 s and was ended/);
});
