import assert from 'node:assert/strict';
import { it } from 'node:test';
import { receiversReady } from '#site/checks/receivers-ready.ts';
import { testConfig } from '../../support/catalogue.ts';

const hook = { name: 'room', kind: 'webhook', url: 'https://chat.example.org/flash' };

function run(...receivers: readonly object[]) {
  const config = testConfig('/nowhere', { settings: { alarms: { receivers } } });
  return receiversReady.run({ config, env: {}, now: 0 });
}

it('says whether alerts and secrets of receivers are there', async () => {
  assert.equal((await run()).state, 'not applicable');
  assert.equal((await run({ ...hook, alerts: ['ChannelStale'] })).state, 'good');
  assert.match((await run({ ...hook, alerts: ['Chanel'] })).found, /there is no alert Chanel/);
  const missing = await run({ ...hook, token_file: '/nowhere/token' });
  assert.equal(missing.state, 'failed');
  assert.match(missing.found, /\/nowhere\/token: it does not exist/);
});
