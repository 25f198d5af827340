/** Addresses of a table: host or socket, one name for one table, no password. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTableAddress } from '#agents/imports/table-address.ts';

test('host and port, the usual port left out of the name', () => {
  assert.deepEqual(parseTableAddress('mariadb://reader@db.example.org:3306/quax/run%20log'), {
    name: 'mariadb://db.example.org/quax/run log',
    server: { host: 'db.example.org', port: 3306 },
    database: 'quax',
    table: 'run log',
    user: 'reader',
  });
  const { name, server } = parseTableAddress('mariadb://[::1]:3307/quax/runs');
  assert.deepEqual([name, server], ['mariadb://[::1]:3307/quax/runs', { host: '::1', port: 3307 }]);
});

test('a socket', () => {
  const { name, server, user } = parseTableAddress('mariadb:///quax/runs?socket=/run/mysqld.sock');
  assert.equal(name, 'mariadb:///quax/runs?socket=/run/mysqld.sock');
  assert.deepEqual([server, user], [{ socketPath: '/run/mysqld.sock' }, null]);
});

test('what is missing or too much is said', () => {
  for (const [address, reason] of [
    ['mariadb://db.example.org/quax', /names no database and table/],
    ['mariadb://db.example.org/quax/runs/x', /names no database and table/],
    ['mariadb:///quax/runs', /no host and no socket/],
    ['mariadb://db/quax/runs?socket=/a', /a host and a socket/],
    ['mariadb://db/quax/runs?ssl=1', /'ssl' is no part of an address/],
    [['mariadb://a', 'b@db/quax/runs'].join(':'), /holds a password/],
  ] as const) {
    assert.throws(
      () => parseTableAddress(address),
      { name: 'UsageError', message: reason },
      address,
    );
  }
});
