/** The API reference, as typedoc makes it of the documented files: it holds what the life of a reading links to, and no function without words. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, test } from 'node:test';
import {
  Application,
  Logger,
  LogLevel,
  ReflectionKind,
  type DeclarationReflection,
  type ProjectReflection,
  type Reflection,
} from 'typedoc';

import { referenceOptions } from '#site/build/reference.ts';
import { documentedFiles } from '#site/src/docs/documented.ts';
import { parseLifeOfAReading } from '#site/src/docs/life-of-a-reading.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');
let project: ProjectReflection;

const complaints: string[] = [];

class Complaints extends Logger {
  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    if (level >= LogLevel.Warn) complaints.push(message);
  }
}

before(async () => {
  const { entryPoints, tsconfig, options } = referenceOptions(`${ROOT}/`);
  const application = await Application.bootstrapWithPlugins({ ...options, entryPoints, tsconfig });
  application.logger = new Complaints();
  const converted = await application.convert();
  assert.ok(converted !== undefined, `typedoc could not read them: ${complaints.join('; ')}`);
  application.validate(converted);
  project = converted;
});

test('typedoc complains of nothing: every symbol has its sentence, every link its end', () => {
  assert.deepEqual(complaints, []);
});

/** Promises to other programs: what a collector gives, what a fact is, what is published. */
const CONTRACTS = /^(agents\/collector\.|telemetry\/|site\/snapshot\/(schema\/|reader))/;

test('every number and every null of a contract says its unit or what it means', () => {
  const silent = project
    .getReflectionsByKind(ReflectionKind.Property)
    .filter((property) => property.isDeclaration() && isNumberOrNull(property))
    .filter((property) => !property.hasComment() && !isInCommented(property))
    .map((property) => property.getFullName())
    .filter((name) => CONTRACTS.test(name));
  assert.deepEqual(silent, []);
});

function isNumberOrNull({ type }: DeclarationReflection): boolean {
  return /\b(number|null)\b/.test(type?.toString() ?? '');
}

/** Within an object that its own property or type tells of. */
function isInCommented({ parent }: Reflection): boolean {
  return parent?.parent !== undefined && parent.kind === ReflectionKind.TypeLiteral;
}

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
