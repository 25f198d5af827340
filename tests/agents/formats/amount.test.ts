import assert from 'node:assert/strict';
import { test } from 'node:test';

import { amountOf, parseAmount } from '#agents/formats/amount.ts';

test('amounts as tables write them; three dashes are none, not zero', () => {
  assert.deepEqual(parseAmount('130 TB'), { kind: 'bytes', value: 130e12 });
  assert.deepEqual(parseAmount('1.5 TiB'), { kind: 'bytes', value: 1.5 * 2 ** 40 });
  assert.deepEqual(parseAmount('50 vCPU'), { kind: 'pieces', value: 50 });
  assert.deepEqual(parseAmount(12), { kind: 'pieces', value: 12 });
  assert.deepEqual(parseAmount('---'), { kind: 'none' });
  assert.deepEqual(parseAmount('unlimited'), { kind: 'unlimited' });
  for (const text of ['', 'TB', '12 parsecs', '-5', '1e9', '1,000 GB', '130 Tb'])
    assert.equal(parseAmount(text), null);
});

test('an amount in the wrong unit is no quota', () => {
  const of = (resource: Parameters<typeof amountOf>[0], text: string) => {
    const amount = parseAmount(text);
    return amount === null ? undefined : amountOf(resource, amount);
  };
  assert.equal(of('volumes', '130 TB'), 130e12);
  assert.equal(of('cpu', '50 vCPU'), 50);
  assert.equal(of('cpu', '50 GB'), undefined);
  assert.equal(of('ram', '100'), undefined);
  assert.equal(of('objects', '---'), null);
});
