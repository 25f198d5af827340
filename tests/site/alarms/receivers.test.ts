import assert from 'node:assert/strict';
import { it } from 'node:test';
import { originOf, receiversOf } from '#site/alarms/receivers.ts';
import { testConfig } from '../../support/catalogue.ts';

const settings = {
  alarms: {
    receivers: [{ name: 'room', kind: 'webhook', url: 'https://chat.example.org/flash' }],
  },
};

it('nobody is told of the alarms of a demo', () => {
  assert.equal(receiversOf(testConfig('/nowhere', { settings })).length, 1);
  assert.equal(receiversOf(testConfig('/nowhere', { settings, isDemo: true })).length, 0);
});

it('events come from the address of the site, with one slash at its end', () => {
  const at = (url?: string) =>
    originOf(testConfig('/nowhere', { settings: { hub: { site: { url } } } })).site;
  assert.equal(at('https://flash.example.org'), 'https://flash.example.org/');
  assert.equal(at('https://example.org/flash/'), 'https://example.org/flash/');
  assert.equal(at(), null);
});
