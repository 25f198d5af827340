import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { test } from 'node:test';
import { loggedIn } from '#site/commands/alarm-words.ts';

test('who writes is who is logged in, by the environment or by the system', () => {
  assert.equal(loggedIn({ env: { USER: 'bruno', LOGNAME: 'ada' } }), 'bruno');
  assert.equal(loggedIn({ env: { USER: '', LOGNAME: 'ada' } }), userInfo().username);
  assert.equal(loggedIn({ env: { LOGNAME: 'ada' } }), 'ada');
  assert.equal(loggedIn({ env: {} }), userInfo().username);
});
