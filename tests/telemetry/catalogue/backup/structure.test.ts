import assert from 'node:assert/strict';
import { test } from 'node:test';

import { estimateBytes } from '#telemetry/catalogue/backup/room.ts';
import { insertHead, rowExpression } from '#telemetry/catalogue/backup/row-text.ts';
import { orderViews, withoutDefiner } from '#telemetry/catalogue/backup/structure.ts';

test('the account that made a view or trigger is left out: it may not exist elsewhere', () => {
  assert.equal(
    withoutDefiner(
      'CREATE ALGORITHM=UNDEFINED DEFINER=`flash_admin`@`localhost` SQL SECURITY DEFINER VIEW `v` AS select 1',
    ),
    'CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select 1',
  );
  assert.equal(withoutDefiner('CREATE DEFINER=`a``b`@`%` TRIGGER t'), 'CREATE TRIGGER t');
});

test('a view comes after those it reads, whatever its name; a column of that name means nothing', () => {
  const view = (name: string, from: string) => ({
    name,
    create: `CREATE VIEW \`${name}\` AS select \`f\`.\`a\` AS \`b\` from (${from})`,
  });
  const [a, b, c] = [
    view('a', '`c` `x`'),
    view('b', '`file` `f`'),
    view('c', '`file` `f` join `b` `y`'),
  ];
  assert.deepEqual(
    orderViews([a, b, c]),
    [b, c, a].map(({ create }) => create),
  );
});

test('numbers go out as they are, bytes in hexadecimal, anything else quoted on one line', () => {
  const columns = [
    { name: 'id', type: 'bigint' },
    { name: 'raw`', type: 'varchar' },
    { name: 'sum', type: 'binary' },
  ];
  assert.equal(
    rowExpression(columns),
    "CAST(CONCAT('(', IFNULL(`id`, 'NULL'), ',', REPLACE(QUOTE(CAST(`raw``` AS BINARY)), '\\n', '\\\\n'), ',', IFNULL(CONCAT('x''', HEX(`sum`), ''''), 'NULL'), ')') AS BINARY)",
  );
  assert.equal(insertHead('t', columns), 'INSERT INTO `t` (`id`, `raw```, `sum`) VALUES\n');
});

test('the next backup is expected as large as the last, for as much more data as there are', () => {
  const piece = { path: 'a.sql.gz', rows: 0, bytes: 100, sha256: '' };
  const last = { structure: piece, after: piece, tables: [], data_bytes: 1_000 };
  assert.equal(estimateBytes(3_000, last), 600);
  assert.equal(estimateBytes(4_000, null), 1_000);
});
