/** A fetched package is used only when its hash is the pinned one. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkIntegrity } from '#telemetry/setup/installer.mjs';

test('a file is checked against its pinned hash', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-installer-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'npm.tgz');
  writeFileSync(file, 'a package');
  const hash = createHash('sha512').update('a package').digest('base64');
  checkIntegrity(file, { integrity: `sha512-${hash}`, what: 'cannot fetch npm' });
  writeFileSync(file, 'another package');
  assert.throws(
    () => checkIntegrity(file, { integrity: `sha512-${hash}`, what: 'cannot fetch npm' }),
    { name: 'SetupError', message: 'cannot fetch npm', why: /its sha512 is .*, not the pinned/ },
  );
});
