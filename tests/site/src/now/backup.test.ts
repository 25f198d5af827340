import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withoutPath } from '#site/snapshot/build-backup.ts';
import type { BackupNow } from '#site/snapshot/schema/backup.ts';
import { judgeBackup } from '#site/src/now/backup.ts';
import { nowSections } from '#site/src/now/view.ts';
import { fullNow } from '../../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const HOUR = 3_600_000;
const full = fullNow(AT);
const base: BackupNow = full.backup ?? assert.fail('the fixture has a backup');
const plain = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ');

/** State and word. */
function says(part: Partial<BackupNow>) {
  const backup = { ...base, ...part };
  const { state, word } = judgeBackup(backup, AT);
  return [state, plain(word)];
}

test('good, none yet, never, none wanted, failed, stale, long gone, copy failed: each looks different', () => {
  const none = { last: null, bytes: null, durationMs: null, copy: null };
  const failure = { at: AT - HOUR, reason: 'its disk is too full' };
  const seen = [
    says({}),
    says({ ...none, madeAt: AT - 5 * HOUR }),
    says(none),
    says({ ...none, nightly: null }),
    says({ failure }),
    says({ ...none, failure }),
    says({ last: AT - 40 * HOUR }),
    says({ last: AT - 40 * HOUR, nightly: null }),
    says({ last: AT - 200 * HOUR }),
    says({ copy: { last: null, failed: 'it is not there' } }),
    says({ copy: null }),
  ];
  assert.deepEqual(seen, [
    ['good', 'backed up 03:02'],
    ['unchecked', 'not backed up yet; every night at 03:00 Europe/Rome'],
    ['attention', 'never backed up'],
    ['none', 'no backup: none is configured'],
    ['attention', 'backup failed; the last good one is of 03:02'],
    ['attention', 'backup failed; there is none'],
    ['stale', 'backup stale: the last one is of 21 Nov 18:02'],
    ['unchecked', 'backup stale: the last one is of 21 Nov 18:02'],
    ['alarm', 'no backup for 8.3 days'],
    ['attention', 'backed up 03:02'],
    ['unchecked', 'backed up 03:02'],
  ]);
});

test('size, time and copy stand below; a snapshot from before has no such row', () => {
  assert.deepEqual(judgeBackup(base, AT).lines.map(plain), [
    '214 MB in 41 s',
    'copy elsewhere read back 03:03',
  ]);
  const input = { at: AT, isLive: false, manifest: null };
  const { agents = '', tiles = '' } = nowSections({ ...input, now: full });
  assert.match(agents, /The catalogue<\/strong> <span>backed up 03:02/);
  assert.match(tiles, /catalogue backed up 03:02/);
  const before = nowSections({ ...input, now: { ...full, backup: null } });
  assert.doesNotMatch(`${before['agents']}${before['tiles']}`, /backed up/);
});

test('a public page names no folder of ours', () => {
  assert.equal(
    withoutPath(
      'cannot back up the catalogue: /srv/b: its disk is too full: about 3 GB are needed',
    ),
    'its disk is too full: about 3 GB are needed',
  );
  assert.equal(
    withoutPath('it was ended by SIGKILL at /srv/flash/b'),
    'it was ended by SIGKILL at …',
  );
});
