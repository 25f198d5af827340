/** The reference of tables, read from the migrations, is what a real server has after them, but for the list of migrations itself. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { tablesOf } from '#site/src/docs/tables.ts';
import { startTestCatalogue } from '../support/catalogue.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('every table and column of the catalogue is in the reference, and no other', async () => {
  await using catalogue = await startTestCatalogue();
  const rows: readonly { readonly t: string; readonly c: string; readonly n: string }[] =
    await catalogue.administrator.query(
      `SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.IS_NULLABLE AS n
       FROM information_schema.COLUMNS c JOIN information_schema.TABLES b USING (TABLE_SCHEMA, TABLE_NAME)
       WHERE c.TABLE_SCHEMA = DATABASE() AND b.TABLE_TYPE = 'BASE TABLE'
         AND c.TABLE_NAME <> 'schema_migration'`,
    );
  const files = globSync('telemetry/catalogue/migrations/*.sql', { cwd: ROOT }).sort();
  const told = tablesOf(files.map((file) => readFileSync(join(ROOT, file), 'utf8')));
  const named = told.flatMap(({ name, columns }) =>
    columns.map((column) => `${name}.${column.name} ${column.isNullable ? 'YES' : 'NO'}`),
  );
  assert.deepEqual(named.sort(), rows.map(({ t, c, n }) => `${t}.${c} ${n}`).sort());
});
