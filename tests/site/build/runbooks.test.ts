/** An alert without its page stops the build with a sentence that names the place and the mend. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkRunbooks } from '#site/build/runbooks.ts';

test('a page that is missing, or names another alert, is refused; one that names its own is not', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'flash-runbooks-'));
  t.after(() => rmSync(root, { recursive: true }));
  const alerts = [{ name: 'JobsHeld', runbook: 'procedures/alarms/jobs-held' }];
  const refused = (message: RegExp): void =>
    assert.throws(() => checkRunbooks(root, alerts), { message });
  refused(/JobsHeld: content\/procedures\/alarms\/jobs-held\.mdx is missing; write what to do/);
  const folder = join(root, 'content/procedures/alarms');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'jobs-held.mdx'), '<AlarmCard alert="Quench" />\n');
  refused(
    /jobs-held\.mdx does not name its alert; put <AlarmCard alert="JobsHeld" \/> at its head/,
  );
  writeFileSync(join(folder, 'jobs-held.mdx'), '<AlarmCard alert="JobsHeld" />\n');
  checkRunbooks(root, alerts);
});
