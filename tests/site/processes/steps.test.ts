import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSteps } from '#site/processes/steps.ts';

test('a step says its title, its last detail and its time', () => {
  let now = 0;
  let text = '';
  const steps = createSteps({ write: (part) => (text += part), isTerminal: false, now: () => now });
  const step = steps.begin('compiling the site');
  step.update('page 3 of 9');
  now = 12_300;
  step.done();
  assert.match(text, /^ {2}compiling the site: page 3 of 9 +12 s\n$/);
});

test('a step that fails says so instead of a time', () => {
  let text = '';
  createSteps({ write: (part) => (text += part), isTerminal: false, now: () => 0 })
    .begin('starting')
    .fail();
  assert.match(text, /starting +failed\n/);
});
