/** The bulk load takes every value as it is or names the row that the table refuses; nothing is bent, cut or skipped. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { bulkLoad } from '#telemetry/catalogue/bulk/bulk-load.ts';
import type { BulkRow } from '#telemetry/catalogue/bulk/piece.ts';
import type { BulkTarget } from '#telemetry/catalogue/bulk/statements.ts';
import { startTestCatalogue, type TestCatalogue } from '../../../support/catalogue.ts';

let catalogue: TestCatalogue;
before(async () => {
  catalogue = await startTestCatalogue();
  await catalogue.administrator.query(`CREATE TABLE bulk_trial (
    n INT UNSIGNED PRIMARY KEY, text VARCHAR(20) COLLATE utf8mb4_nopad_bin NULL, value DOUBLE NULL,
    word VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NULL, state ENUM('on', 'off') NULL)`);
  await catalogue.administrator.query(
    'CREATE TABLE bulk_child (n INT UNSIGNED PRIMARY KEY, FOREIGN KEY (n) REFERENCES bulk_trial (n))',
  );
});
after(() => catalogue[Symbol.asyncDispose]());
beforeEach(async () => {
  await catalogue.administrator.query('DELETE FROM bulk_child');
  await catalogue.administrator.query('DELETE FROM bulk_trial');
});

const COLUMNS = ['n', 'text', 'value', 'word', 'state'];

async function load(
  rows: readonly BulkRow[],
  target: Partial<BulkTarget> = {},
  pieceBytes = 60,
): Promise<number> {
  return await bulkLoad({
    settings: catalogue.catalogue.administrator,
    target: { table: 'bulk_trial', columns: COLUMNS, onDuplicate: 'refuse', ...target },
    rows: [rows],
    pieceBytes,
  });
}

const rowsThere = async (): Promise<unknown[]> => {
  const rows = await catalogue.administrator.query<object[]>(
    'SELECT n, text, value, word, state FROM bulk_trial ORDER BY n',
  );
  return rows.map((row) => Object.values(row));
};

test('values arrive as they were given, over many pieces', async () => {
  const rows: BulkRow[] = [
    [1, 'tab\tand\\N', 0.1, 'ascii', 'on'],
    [2, 'two\nlines\r\n', -1e-300, null, null],
    [3, ' caffè 😀 ', 1.7976931348623157e308, '', 'off'],
    [4, null, null, 'NULL', 'on'],
    [5, '\0', 4.9e-324, '\\', 'on'],
  ];
  assert.equal(await load(rows), 5);
  assert.deepEqual(await rowsThere(), rows);
});

const REFUSED: readonly (readonly [what: string, row: BulkRow, reason: RegExp])[] = [
  [
    'a number that is none',
    [3, 'x', 'much', null, 'on'],
    /Incorrect double value: 'much'|Data truncated/,
  ],
  ['a number out of range', [-3, 'x', 1, null, 'on'], /Out of range value for column 'n'/],
  ['text that is too long', [3, 'x'.repeat(21), 1, null, 'on'], /Data too long for column 'text'/],
  ['text that its column cannot hold', [3, 'x', 1, 'caffè', 'on'], /Incorrect string value/],
  [
    'a word that is not in the list',
    [3, 'x', 1, null, 'maybe'],
    /Data truncated for column 'state'/,
  ],
  ['an empty number', [3, 'x', '', null, 'on'], /Incorrect double value: ''|Data truncated/],
  ['a key that is there', [1, 'x', 1, null, 'on'], /Duplicate entry '1'/],
  ['nothing where something must be', [null, 'x', 1, null, 'on'], /Column 'n' cannot be null/],
  ['a cell too few', [3, 'x', 1, null], /doesn't contain data for all columns/],
  ['a cell too many', [3, 'x', 1, null, 'on', 'more'], /contained more data than/],
];

const good = (n: number): BulkRow => [n, 'x', 1, null, 'on'];

for (const [what, row, reason] of REFUSED) {
  test(`refused with its row, and its piece with it: ${what}`, async () => {
    const rows = [good(1), good(2), row, good(4), good(5)];
    await assert.rejects(load(rows, {}, 1e6), { subject: 'row 3', reason });
    assert.deepEqual(await rowsThere(), []);
  });
}

test('a refused row is counted among all pieces; those before its own are in', async () => {
  const rows = [good(1), good(2), good(2), good(4)];
  await assert.rejects(load(rows, {}, 1), { subject: 'row 3', reason: /Duplicate entry '2'/ });
  assert.equal((await rowsThere()).length, 2);
});

test('a row without its parent is named among thousands', async () => {
  await load(
    Array.from({ length: 3_000 }, (_, n) => [n + 1, 'x', 1, null, 'on']),
    {},
    1e6,
  );
  const children = Array.from({ length: 3_000 }, (_, n) => [n === 2_345 ? 9_999 : n + 1]);
  await assert.rejects(load(children, { table: 'bulk_child', columns: ['n'] }, 1e6), {
    subject: 'row 2346',
    reason: /foreign key constraint fails/,
  });
});

test('a row that is there already keeps or takes what was asked for', async () => {
  await load([[1, 'old', 1, null, 'on']]);
  await load(
    [
      [1, 'new', 2, null, 'off'],
      [2, 'b', 2, null, 'off'],
    ],
    { onDuplicate: [] },
  );
  await load(
    [
      [2, 'c', 3, null, 'on'],
      [3, 'd', 3, null, 'on'],
    ],
    { onDuplicate: ['value'] },
  );
  assert.deepEqual(await rowsThere(), [
    [1, 'old', 1, null, 'on'],
    [2, 'b', 3, null, 'off'],
    [3, 'd', 3, null, 'on'],
  ]);
});

test('an account that is not let in, and a table that is not there, are said', async () => {
  const settings = { ...catalogue.catalogue.administrator, password: 'wrong' };
  const target = { table: 'bulk_trial', columns: COLUMNS, onDuplicate: 'refuse' } as const;
  await assert.rejects(bulkLoad({ settings, target, rows: [[[1]]] }), { reason: /Access denied/ });
  await assert.rejects(load([[1, 'x', 1, null, 'on']], { table: 'nowhere' }), {
    reason: /nowhere' doesn't exist/,
  });
});
