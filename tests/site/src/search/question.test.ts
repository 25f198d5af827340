import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '#site/src/search/question.ts';

test('a question is its telling words, each once; names keep their dots and dashes', () => {
  assert.deepEqual(wordsOf('How do I start a shift?'), ['start', 'shift']);
  assert.deepEqual(wordsOf('what is Run_2026.11-QUAX, what?'), ['run_2026.11-quax']);
  assert.deepEqual(wordsOf('who am I'), ['who', 'am', 'i']);
  assert.deepEqual(wordsOf('Perché è caldo?'), ['perché', 'caldo']);
  assert.deepEqual(wordsOf('Come si accende il magnete?'), ['accende', 'magnete']);
  assert.deepEqual(wordsOf(' ?! '), []);
});

test('an abbreviation in capitals is no small word, unless all is in capitals', () => {
  assert.deepEqual(wordsOf('LO power'), ['lo', 'power']);
  assert.deepEqual(wordsOf('what are SI units'), ['si', 'units']);
  assert.deepEqual(wordsOf('DI water, COS of the phase'), ['di', 'water', 'cos', 'phase']);
  assert.deepEqual(wordsOf('HOW DO I START?'), ['start']);
  assert.deepEqual(wordsOf('SI'), ['si']);
});
