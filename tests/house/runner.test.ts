/** The runner of all tests: what it counts, what it says at the end, and with which code it ends. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { closingLine, exitCode, parseOutcome, tally } from '../support/runner/outcome.ts';
import type { Outcome } from '../support/runner/outcome.ts';
import { ROOT } from './tree.ts';

const SAMPLE = `import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
test('holds', () => {});
test('breaks', () => { console.log('a clue'); assert.equal(1, 2); });
test('is skipped', { skip: 'no promtool' }, () => {});
describe('a group', () => { test('holds inside', () => {}); });
`;

/** Runs one test file with our reporter, apart from the run this test is part of. */
function report(text: string, name = 'sample.test.mjs'): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'flash-runner-'));
  const file = join(folder, name);
  writeFileSync(file, text);
  const reporter = join(ROOT, 'tests', 'support', 'runner', 'node-reporter.ts');
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const ran = spawnSync(
    process.execPath,
    ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', file],
    { encoding: 'utf8', env },
  );
  rmSync(folder, { recursive: true });
  return ran.stdout.split('\n').flatMap((line) => parseOutcome(line) ?? []);
}

test('passes, failures and skips are told apart, groups are not counted', () => {
  const outcomes = report(SAMPLE);
  assert.deepEqual(
    outcomes.map(({ name, status }) => `${name}: ${status}`),
    ['holds: passed', 'breaks: failed', 'is skipped: skipped', 'holds inside: passed'],
  );
  assert.equal(outcomes[2]?.reason, 'no promtool');
  assert.match(outcomes[1]?.reason ?? '', /1 !== 2[\s\S]*a clue/);
  assert.equal(closingLine(tally(outcomes)), '2 passed, 1 failed, 1 skipped');
});

test('a file that cannot be loaded is a failure, not silence', () => {
  const { failed } = tally(report('import "./not-there.mjs";'));
  assert.equal(failed, 1);
});

test('the exit code is 0 only where something passed and nothing failed', () => {
  assert.equal(exitCode({ passed: 3, failed: 0, skipped: 1 }), 0);
  assert.equal(exitCode({ passed: 3, failed: 1, skipped: 0 }), 1);
  assert.equal(exitCode({ passed: 0, failed: 0, skipped: 4 }), 1);
  assert.equal(exitCode({ passed: 0, failed: 0, skipped: 0 }), 1);
});

test('a name that fits nothing is said, and fails', () => {
  const ran = spawnSync(process.execPath, ['tests/run.ts', 'no-such-name-anywhere'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.equal(ran.status, 1);
  assert.match(ran.stdout, /no test has a path with no-such-name-anywhere in it/);
  assert.match(ran.stdout, /^0 passed, 0 failed, 0 skipped$/m);
});
