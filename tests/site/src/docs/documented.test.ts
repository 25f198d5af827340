/** The API reference, as typedoc makes it of the documented files: it holds what the life of a reading links to, and no function without words. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, test } from 'node:test';
import {
  Application,
  ReflectionKind,
  type DeclarationReflection,
  type ProjectReflection,
} from 'typedoc';

import { documentedFiles } from '#site/src/docs/documented.ts';
import { parseLifeOfAReading } from '#site/src/docs/life-of-a-reading.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');
let project: ProjectReflection;

before(async () => {
  const application = await Application.bootstrap({
    entryPoints: documentedFiles(ROOT).map((path) => join(ROOT, path)),
    tsconfig: join(ROOT, 'tsconfig.json'),
    basePath: ROOT,
    excludeExternals: true,
    disableSources: true,
    skipErrorChecking: true,
    readme: 'none',
    logLevel: 'Error',
  });
  const converted = await application.convert();
  assert.ok(converted !== undefined, 'typedoc could not read the documented files');
  project = converted;
});

/** What a file exports, by name; modules are called by their paths, and a folder's index by the folder. */
function exportsOf(file: string): readonly DeclarationReflection[] {
  const path = file.replace(/\.ts$/, '');
  const names = [path, path.replace(/\/index$/, '')];
  return project.children?.find(({ name }) => names.includes(name))?.children ?? [];
}

test('every function that a documented file exports says what it does', () => {
  const all = documentedFiles(ROOT).flatMap((file) =>
    exportsOf(file).map((declaration) => ({ file, declaration })),
  );
  const functions = all.filter(({ declaration }) => declaration.kind === ReflectionKind.Function);
  assert.ok(functions.length > 60, `only ${functions.length} functions were found`);
  const silent = functions.filter(
    ({ declaration }) => declaration.signatures?.every((one) => !one.hasComment()) !== false,
  );
  assert.deepEqual(
    silent.map(({ file, declaration }) => `${file} ${declaration.name}`),
    [],
  );
});

const list = readFileSync(join(ROOT, 'content/infrastructure/life-of-a-reading.yaml'), 'utf8');

for (const { name, file } of parseLifeOfAReading(list)) {
  test(`the reference has ${name} of ${file}, where the page links to it`, () => {
    const [owner = '', method] = name.split('.');
    const found = exportsOf(file).find((one) => one.name === owner);
    const kind = method === undefined ? ReflectionKind.Function : ReflectionKind.Interface;
    assert.equal(found?.kind, kind);
    if (method !== undefined) assert.ok(found?.children?.some((one) => one.name === method));
  });
}
