/** Receivers in `flash.yaml`: what is filled in, and what is wrong is named with its mend. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { stringify } from 'yaml';
import { wishesOf } from '#site/alarms/receivers.ts';
import { loadConfig } from '#telemetry/config/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-receivers-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function load(...receivers: readonly object[]) {
  const path = join(folder, 'flash.yaml');
  writeFileSync(path, stringify({ node: 'hub-node', alarms: { receivers } }));
  return loadConfig({ path, env: {}, cwd: folder }).alarms.receivers;
}

const hook = { name: 'room', kind: 'webhook', url: 'https://chat.example.org/flash' };
const mail = {
  name: 'mail',
  kind: 'email',
  to: ['ada.verdi@example.org'],
  from: 'flash@example.org',
  smtp: { host: 'mail.example.org' },
};

it('files of secrets are looked for beside the configuration', () => {
  const [first, second] = load(
    { ...hook, token_file: 'secrets/token' },
    { ...mail, smtp: { ...mail.smtp, user: 'flash', password_file: 'pw' } },
  );
  assert.partialDeepStrictEqual(first, {
    token_file: join(folder, 'secrets/token'),
    changes: ['raised', 'acknowledged', 'cleared'],
    per_hour: 30,
  });
  assert.partialDeepStrictEqual(second, {
    smtp: { security: 'starttls', password_file: join(folder, 'pw') },
  });
});

it('a receiver that nothing could be sent to is refused with its mend', () => {
  const { url: _url, ...without } = hook;
  assert.throws(() => load(without), /alarms\.receivers\[0\]\.url[\s\S]*write url, or url_file/);
  assert.throws(
    () => load({ ...mail, smtp: { ...mail.smtp, user: 'flash' } }),
    /alarms\.receivers\[0\]\.smtp\.password_file[\s\S]*password of smtp\.user/,
  );
  assert.throws(() => load(hook, hook), /alarms\.receivers\[1\]\.name[\s\S]*write another name/);
  assert.throws(
    () => load({ ...hook, severities: ['grave'] }),
    /alarms\.receivers\[0\]\.severities/,
  );
  assert.throws(() => load({ ...mail, to: [] }), /alarms\.receivers\[0\]\.to/);
});

it('an alert that does not exist is named', () => {
  const receivers = load({ ...hook, alerts: ['ChannelStal'] });
  assert.throws(
    () => wishesOf(receivers, ['ChannelStale', 'HubAway']),
    (error: Error) => error.message.endsWith('there is no alert ChannelStal'),
  );
});
