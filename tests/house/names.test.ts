/** The rules of names, places and shapes find a bad sample of each. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLeaks } from './leaks.ts';
import { checkMirror } from './mirror.ts';
import { checkNames } from './names.ts';
import { checkShape } from './shape.ts';

const named = (path: string) => checkNames([{ path, text: '' }]).map(({ says }) => says);
const shaped = (path: string, text: string) =>
  checkShape([{ path, text }]).map(({ says }) => says.split(' ').slice(0, 3).join(' '));
const leaking = (text: string) => checkLeaks([{ path: 'telemetry/a.ts', text }]).length;

const BAD_NAMES: Readonly<Record<string, RegExp>> = {
  'scripts/a.ts': /stands at the top/,
  'notes.md': /stands at the top/,
  'telemetry/a/b/c/d.ts': /folders deep/,
  'tests/agents/a/b/c/d.test.ts': /folders deep/,
  'agents/readLog.ts': /kebab/,
  'agents/Formats/a.ts': /folder Formats/,
  'agents/utils.ts': /"utils"/,
  'agents/time-helpers.ts': /"helpers"/,
  'agents/helper/a.ts': /"helper"/,
  'site/service.ts': /"service"/,
  'site/src/components/run-card.astro': /PascalCase/,
  'site/src/pages/Runs.astro': /route/,
};

for (const [path, says] of Object.entries(BAD_NAMES)) {
  test(`${path} is refused`, () => assert.match(named(path).join(), says));
}

const GOOD_NAMES = [
  'telemetry/catalogue/migrations/0001-first-light.sql',
  'agents/formats/bluefors.ts',
  'agents/deploy/flash-agent.service',
  'site/src/pages/runs/[campaign]/[number].astro',
  'site/src/pages/[...slug].astro',
  'site/src/pages/404.astro',
  'site/src/pages/runs.json.ts',
  'site/src/components/RunCard.astro',
  'site/astro.config.ts',
  'content/infrastructure/services.yaml',
  'tests/agents/formats/bluefors.test.ts',
  'tests/cases/deep/er/and/CH1 T 26-06-20.log',
  '.ci/run',
  'flash.ts',
];

test('good names are let be', () => {
  assert.deepEqual(
    GOOD_NAMES.flatMap((path) => named(path).map((says) => `${path} ${says}`)),
    [],
  );
});

test('a unit test away from its source is found', () => {
  const files = [
    'agents/formats/a.ts',
    'tests/agents/formats/a-real.test.ts',
    'tests/agents/b.test.ts',
  ];
  assert.deepEqual(
    checkMirror(files.map((path) => ({ path, text: '' }))).map(({ path }) => path),
    ['tests/agents/b.test.ts'],
  );
});

test('a file over 300 lines is refused, whatever its kind', () => {
  const body = 'x\n'.repeat(300);
  assert.deepEqual(shaped('agents/a.ts', `/** Does a thing. */\n${body}`), ['has 301 lines,']);
  assert.deepEqual(shaped('site/src/A.astro', `---\n/** A thing. */\n---\n${body}`), [
    'has 303 lines,',
  ]);
  assert.deepEqual(shaped('site/src/a.css', body), []);
});

test('a module must open with a sentence', () => {
  assert.deepEqual(shaped('agents/a.ts', 'export const a = 1;\n'), ['does not open']);
  assert.deepEqual(shaped('agents/a.ts', '/** */\n'), ['does not open']);
  assert.deepEqual(shaped('agents/a.ts', '/** A thing that\n * takes two lines. */\n'), []);
  assert.deepEqual(shaped('flash.ts', '#!/usr/bin/env node\n/** The front door. */\n'), []);
  assert.deepEqual(shaped('site/src/A.astro', '---\nconst a = 1;\n---\n'), ['does not open']);
  assert.deepEqual(shaped('site/src/A.astro', '---\n// A card of one run.\n---\n'), []);
  assert.deepEqual(shaped('tests/agents/a.test.ts', 'test();\n'), []);
});

test('what is left open is found', () => {
  for (const word of [
    ['TO', 'DO'],
    ['FIX', 'ME'],
    ['X', 'XX'],
  ].map((halves) => halves.join(''))) {
    assert.deepEqual(shaped('agents/a.ts', `/** A thing. */\n// ${word}: later\n`), [
      'is left open:',
    ]);
  }
  assert.deepEqual(shaped('agents/a.ts', '/** A to-do list is a thing. */\n'), []);
});

test('paths of one machine and addresses of registries are found', () => {
  const slash = '/';
  const host = ['registry', 'npmjs', 'org'].join('.');
  for (const folder of ['work', 'tmp', 'root', 'home', 'Users']) {
    assert.equal(leaking(`read('${slash}${folder}/someone/file')`), 1, folder);
  }
  assert.equal(leaking(`fetch('https://${host}/x')`), 1);
  assert.equal(leaking("href('/runs/') + '/etc/flash/flash.yaml' + './srv/x' + a/home/b"), 0);
});
