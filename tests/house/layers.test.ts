/** The rule of layers finds each kind of wrong import, and lets the right ones be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCycles } from './cycles.ts';
import type { Import } from './imports.ts';
import { checkLayers } from './layers.ts';

function one(from: string, specifier: string, kind: Import['kind'] = 'static'): Import {
  return { from, specifier, kind };
}

const WRONG: readonly Import[] = [
  one('telemetry/a.ts', '#agents/b.ts'),
  one('telemetry/a.ts', '#site/b.ts', 'type'),
  one('agents/a.ts', '#telemetry/catalogue/connect.ts'),
  one('agents/a.ts', '#telemetry/recorder/write.ts', 'dynamic'),
  one('agents/a.ts', '#dashboards/alerts.ts'),
  one('agents/a.ts', '../telemetry/time.ts'),
  one('agents/formats/a.ts', 'node:fs'),
  one('agents/formats/a.ts', 'node:child_process'),
  one('agents/collectors/daq.ts', '../simulator/cavity.ts'),
  one('site/hub.ts', '#agents/simulator/run.ts'),
  one('site/hub.ts', '#agents/collector.ts'),
  one('dashboards/a.ts', '#telemetry/time.ts'),
  one('content/a.mdx', '#telemetry/time.ts'),
  one('content/a.mdx', '@astrojs/starlight/components'),
  one('telemetry/a.ts', './setup/plan.mjs'),
  one('telemetry/setup/a.mjs', '../time.ts'),
  one('telemetry/setup/a.mjs', 'yaml'),
  one('tests/agents/a.test.ts', '../../agents/a.ts'),
];

const RIGHT: readonly Import[] = [
  one('telemetry/a.ts', './time.ts'),
  one('telemetry/a.ts', 'zod'),
  one('telemetry/setup/a.mjs', './b.mjs'),
  one('telemetry/setup/a.mjs', 'node:fs'),
  one('agents/a.ts', '#telemetry/time.ts'),
  one('agents/formats/a.ts', 'node:util'),
  one('agents/sources/a.ts', 'node:fs'),
  one('agents/commands/simulate.ts', '../simulator/run.ts', 'dynamic'),
  one('agents/simulator/run.ts', './cavity.ts'),
  one('dashboards/a.ts', '#telemetry/metrics/definition.ts'),
  one('dashboards/a.ts', '#telemetry/units.ts'),
  one('site/a.ts', '#dashboards/alerts.ts'),
  one('site/src/docs/loader.ts', '#agents/collectors/index.ts'),
  one('site/src/a.astro', '../../content/services.yaml?raw'),
  one('content/a.mdx', '#site/mdx.ts'),
  one('flash.ts', './agents/commands.ts'),
  one('tests/agents/a.test.ts', '#agents/simulator/cavity.ts'),
];

for (const wrong of WRONG) {
  test(`${wrong.from} may not import ${wrong.specifier}`, () => {
    assert.equal(checkLayers([wrong]).length, 1);
  });
}

test('right imports are let be', () => {
  assert.deepEqual(checkLayers(RIGHT), []);
});

test('a second reader of the list of collectors is found', () => {
  const readers = ['site/a.ts', 'site/b.ts'].map((from) =>
    one(from, '#agents/collectors/index.ts'),
  );
  assert.deepEqual(
    checkLayers(readers).map(({ path }) => path),
    ['site/b.ts'],
  );
});

test('a ring of imports is found, whatever its length', () => {
  const ring = [one('a/x.ts', './y.ts'), one('a/y.ts', './z.ts'), one('a/z.ts', './x.ts')];
  assert.equal(checkCycles(ring).length, 1);
  assert.match(checkCycles(ring)[0]?.says ?? '', /x\.ts -> a\/y\.ts -> a\/z\.ts -> a\/x\.ts/);
  assert.equal(checkCycles([one('a/x.ts', './x.ts')]).length, 1);
});

test('types and late imports make no ring', () => {
  const back = one('a/x.ts', './y.ts');
  assert.deepEqual(checkCycles([back, one('a/y.ts', './x.ts', 'type')]), []);
  assert.deepEqual(checkCycles([back, one('a/y.ts', './x.ts', 'dynamic')]), []);
});
