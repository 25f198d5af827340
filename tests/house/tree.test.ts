/** The rules of the house, held against the tree as it is. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkCycles } from './cycles.ts';
import { findImports } from './imports.ts';
import { checkLayers } from './layers.ts';
import { checkLeaks } from './leaks.ts';
import { checkLockFile } from './lock-file.ts';
import type { LockFile } from './lock-file.ts';
import { checkMirror } from './mirror.ts';
import { checkNames } from './names.ts';
import { checkPackages } from './packages.ts';
import { checkSecrets } from './secrets.ts';
import { checkShape, LONG_DATA } from './shape.ts';
import { isCode, listFindings, readTree, ROOT } from './tree.ts';
import type { Finding } from './tree.ts';

const files = readTree();
const imports = files.flatMap(findImports);
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

function assertNone(findings: readonly Finding[]): void {
  assert.deepEqual(listFindings(findings), []);
}

test('the tree is read', () => {
  assert.ok(files.filter(isCode).length > 20);
  assert.ok(imports.some(({ specifier }) => specifier.startsWith('#telemetry/')));
});
test('imports point down only', () => assertNone(checkLayers(imports)));
test('no file imports itself through others', () => assertNone(checkCycles(imports)));
test('files and folders are named and placed by the rules', () => assertNone(checkNames(files)));
test('tests lie where their sources lie', () => assertNone(checkMirror(files)));
test('files are short, open with a sentence and are finished', () => assertNone(checkShape(files)));
test('the list of long data files names only files that are there', () => {
  const paths = new Set(files.map(({ path }) => path));
  assert.deepEqual(
    Object.keys(LONG_DATA).filter((path) => !paths.has(path)),
    [],
  );
});
test('no path or address of one machine is in the tree', () => assertNone(checkLeaks(files)));
test('no secret is in the tree', () => assertNone(checkSecrets(files)));
test('every entry of the lock file has its integrity and no address', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
  assert.equal(lock.lockfileVersion, 3);
  assertNone(checkLockFile(lock, manifest));
});
test('the packages asked for are named, and imported by code that runs', () => {
  const declared = new Set([
    ...Object.keys(manifest['dependencies'] ?? {}),
    ...Object.keys(manifest['devDependencies'] ?? {}),
  ]);
  assertNone(checkPackages(imports, declared));
});
