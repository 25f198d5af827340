import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

import type { Column } from '#telemetry/output/columns.ts';
import { writeParquet } from '#telemetry/output/parquet.ts';

const columns: readonly Column<number>[] = [
  { name: 'i', value: (i) => i, meaning: { type: 'integer', unit: '1', description: 'a count' } },
  {
    name: 'half',
    value: (i) => (i % 3 === 0 ? null : i / 2),
    meaning: { type: 'double', unit: 'K', description: 'half of it' },
  },
];

test('rows go out a group at a time, and only as fast as they are taken', async () => {
  const chunks: Uint8Array[] = [];
  let made = 0;
  let taken = 0;
  async function* rows(): AsyncGenerator<number> {
    await Promise.resolve();
    for (; made < 50_001; made += 1) {
      assert.ok(made - taken <= 20_000, 'more rows than one group are held');
      yield made;
    }
  }
  await writeParquet(columns, rows(), async (bytes) => {
    await new Promise((resolve) => setImmediate(resolve));
    chunks.push(bytes);
    taken = made + 1;
  });
  assert.ok(chunks.length >= 4);
  const file = new Uint8Array(Buffer.concat(chunks)).buffer;
  const { row_groups } = parquetMetadata(file);
  assert.deepEqual(
    row_groups.map(({ num_rows }) => Number(num_rows)),
    [20_000, 20_000, 10_001],
  );
  const [row] = await parquetReadObjects({ file, rowStart: 50_000 });
  assert.deepEqual(row, { i: 50_000n, half: 25_000 });
});

test('a column without a type is a mistake of ours, said at once', async () => {
  const untyped = [{ name: 'x', value: () => 1 }];
  const none = async function* (): AsyncGenerator<number> {};
  await assert.rejects(
    writeParquet(untyped, none(), () => Promise.resolve()),
    /column x has no type/,
  );
});
