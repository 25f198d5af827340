/** The version of the MariaDB server, as servers print it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRecentMariadb, parseMariadbVersion } from '#telemetry/setup/mariadb.mjs';

const PRINTED = [
  ['mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', true],
  ['mariadbd  Ver 10.6.0-MariaDB for Linux on x86_64', true],
  ['mariadbd from 11.8.2-MariaDB, client 15.2 for Linux', true],
  ['mariadbd  Ver 10.5.29-MariaDB for Linux on x86_64', false],
  ['/usr/sbin/mysqld  Ver 5.5.68-MariaDB for Linux on x86_64', false],
] as const;

for (const [text, isRecent] of PRINTED) {
  test(`${text} is ${isRecent ? '' : 'not '}recent enough`, () => {
    const version = parseMariadbVersion(text);
    assert.ok(version);
    const [major = 0, minor = 0] = version;
    assert.equal(isRecentMariadb([major, minor]), isRecent);
  });
}

test('another server is not MariaDB', () => {
  assert.equal(parseMariadbVersion('/usr/sbin/mysqld  Ver 8.0.43 for Linux on x86_64'), undefined);
  assert.equal(parseMariadbVersion(''), undefined);
});
