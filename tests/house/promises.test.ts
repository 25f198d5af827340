/** A promise of the run logbook is named by its sentence. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promised } from '../support/promises.ts';

test('a promise is named by its sentence, and one that is not in the handbook is refused', () => {
  assert.equal(promised('9.7', 'x'), '9.7 Nothing shifts when data arrive. (x)');
  assert.throws(() => promised('99.1'), /no promise 99\.1/);
});
