/** The recipes for adding something work as they are written: followed to the letter, what they promise is there. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { copySources, followRecipes, withAdditions } from '../support/recipes.ts';
import { ROOT } from './pages.ts';

/** What looks at collectors, alerts, tables, keys, commands; `npm run torture -- recipes` runs all checks. */
const TESTS = [
  'tests/content/collectors.test.ts',
  'tests/content/alarms.test.ts',
  'tests/content/commands.test.ts',
  'tests/content/structure.test.ts',
  'tests/agents/formats/door-file.test.ts',
  'tests/dashboards/alerts/index.test.ts',
];

/** In a copy where they have been followed already there is nothing to follow. */
const skip = process.env['FLASH_RECIPES'] === 'followed' && 'they have been followed here';

describe('recipes of content/developers/adding.mdx', { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'flash-recipes-'));
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string =>
    execFileSync(process.execPath, args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], HOME: directory, ...env },
    });
  before(() => {
    copySources(ROOT, directory);
  });
  after(() => rmSync(directory, { recursive: true }));

  it('can be followed, and the tests of what they touch pass', () => {
    const files = followRecipes(directory);
    assert.ok(files.length >= 20, `${files.length} blocks name a file`);
    run(['--test', ...TESTS], { FLASH_ACCEPT_HELP: '1' });
  });

  it('give a collector that sees, a command that prints, and a rule for Prometheus', () => {
    writeFileSync(join(directory, 'door'), 'open\n');
    writeFileSync(
      join(directory, 'flash.yaml'),
      'node: hall\nhub:\n  hall: FINUDA\ncollectors:\n  hall:\n    path: door\n',
    );
    assert.match(run(['flash.ts', 'collect', 'hall']), /flash_hall_door_open.*1/s);
    assert.match(run(['flash.ts', 'roles']), /^t_cav$/m);
    run(['flash.ts', 'dashboards', '--out', 'out']);
    const rules = globSync('out/**/*.{yml,yaml}', { cwd: directory }).map((file) =>
      readFileSync(join(directory, file), 'utf8'),
    );
    assert.ok(rules.some((text) => text.includes('HallDoorOpen')));
  });
});

describe('the follower of recipes', () => {
  it('adds after the line shown before, before the line shown after, and says what is not there', () => {
    assert.equal(withAdditions('a\nb\nc', ' a\n+x\n c\n+y\n'), 'a\nx\nb\nc\ny');
    assert.equal(withAdditions('a\nb', '+x\n b\n'), 'a\nx\nb');
    assert.throws(() => withAdditions('a\nb', ' z\n+x\n'), /“z” is not there/);
  });
});
