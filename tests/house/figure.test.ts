/** Figures: limits are judged on the ratio where there is one, and both print forms hold. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareInterleaved, figure, median, quantile } from '../bench/figure.ts';
import { formatJson, formatTable } from '../bench/format-figures.ts';

const base = { name: 'import.rows', value: 90_000, unit: 'rows/s' };

test('a limit is on the ratio where there is one, else on the value', () => {
  assert.equal(figure({ ...base, against: 'LOAD DATA', ratio: 0.31, atLeast: 0.3 }).ok, true);
  assert.equal(figure({ ...base, against: 'LOAD DATA', ratio: 0.29, atLeast: 0.3 }).ok, false);
  assert.equal(figure({ ...base, value: 66, atMost: 65 }).ok, false);
  assert.equal(figure({ ...base, value: 65, atMost: 65 }).ok, true);
  assert.equal(figure({ ...base, value: NaN, atMost: 65 }).ok, false);
  assert.equal(figure(base).limit, null);
});

test('rivals are measured in turn, the first pair is thrown away, the median ratio counts', async () => {
  const order: string[] = [];
  const times = { ours: [99, 1, 2, 30], theirs: [1, 1, 1, 1] };
  const next = (who: 'ours' | 'theirs') => () => {
    order.push(who);
    return times[who].shift() ?? NaN;
  };
  const compared = await compareInterleaved({
    ours: next('ours'),
    theirs: next('theirs'),
    rounds: 3,
  });
  assert.deepEqual(compared, { ours: 2, theirs: 1, ratio: 2 });
  assert.deepEqual(order.slice(0, 4), ['ours', 'theirs', 'ours', 'theirs']);
});

test('medians and quantiles', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([1, 2]), 1.5);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.ok(Number.isNaN(median([])));
});

test('a line of JSON holds the seven fields of the contract, in order', () => {
  assert.equal(
    formatJson(figure({ ...base, against: 'LOAD DATA', ratio: 0.5, atLeast: 0.3 })),
    '{"name":"import.rows","value":90000,"unit":"rows/s","against":"LOAD DATA","ratio":0.5,"limit":0.3,"ok":true}',
  );
});

test('the table says which limit is broken', () => {
  const table = formatTable([figure({ ...base, value: 70.126, atMost: 65 })]);
  assert.match(table.split('\n')[1] ?? '', /^import\.rows\s+70\.13\s+rows\/s\s+65\s+BROKEN$/);
});
