/** The checks of the lock file and of the packages asked for find a bad sample of each. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Import } from './imports.ts';
import { checkLockFile } from './lock-file.ts';
import type { LockEntry, LockFile } from './lock-file.ts';
import { checkPackages, reachableFiles } from './packages.ts';

const manifest = { dependencies: { zod: '^4.0.0' } };
const good = { version: '4.0.0', integrity: 'sha512-abc' };
const lockWith = (entry: LockEntry, own: LockEntry = manifest): LockFile => ({
  lockfileVersion: 3,
  packages: { '': own, 'node_modules/zod': entry },
});
const said = (lock: LockFile): string =>
  checkLockFile(lock, manifest)
    .map(({ says }) => says)
    .join();

test('a lock file as it should be is let be', () => assert.equal(said(lockWith(good)), ''));

test('an entry without integrity, or with a weak one, is found', () => {
  assert.match(said(lockWith({ version: '4.0.0' })), /zod has no integrity/);
  assert.match(said(lockWith({ ...good, integrity: 'sha1-abc' })), /zod has no integrity/);
});

test('an entry with an address is found', () => {
  assert.match(said(lockWith({ ...good, resolved: 'https://host/zod.tgz' })), /names an address/);
});

test('a lock file of another package.json is found', () => {
  assert.match(said(lockWith(good, { dependencies: { zod: '^3.0.0' } })), /run npm install/);
  assert.match(said(lockWith(good, {})), /run npm install/);
});

function one(from: string, specifier: string, kind: Import['kind'] = 'static'): Import {
  return { from, specifier, kind };
}

const declared = new Set(['mariadb', 'uplot']);
const left = (imports: readonly Import[]): string[] =>
  checkPackages(imports, declared, ['mariadb', 'uplot']).map(({ path }) => path);

test('a package counts when running code imports it, late or not', () => {
  const imports = [
    one('flash.ts', './site/commands.ts', 'dynamic'),
    one('site/commands.ts', 'astro/bin/astro.mjs', 'named'),
    one('site/src/pages/index.astro', '../chart.ts'),
    one('site/src/chart.ts', 'uplot'),
    one('tests/telemetry/a.test.ts', '#telemetry/db.ts'),
    one('telemetry/db.ts', 'mariadb'),
  ];
  assert.deepEqual(left(imports), []);
});

test('a package that only dead code, a type or a benchmark imports does not count', () => {
  const imports = [
    one('flash.ts', './site/a.ts'),
    one('site/a.ts', 'mariadb', 'type'),
    one('site/dead.ts', 'mariadb'),
    one('tests/bench/a.bench.ts', 'mariadb'),
    one('site/src/pages/index.astro', 'uplot'),
  ];
  assert.deepEqual(left(imports), ['mariadb', 'uplot']);
});

test('a package that package.json does not name is found', () => {
  const findings = checkPackages([one('flash.ts', 'typedoc')], new Set(), ['typedoc']);
  assert.deepEqual(
    findings.map(({ path }) => path),
    ['package.json'],
  );
});

test('a file named to a child process is reached', () => {
  const imports = [
    one('flash.ts', './agents/worker.ts', 'named'),
    one('agents/worker.ts', './x.ts'),
  ];
  assert.ok(reachableFiles(imports).has('agents/x.ts'));
});
