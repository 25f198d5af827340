import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMqttKills } from '../support/mqtt-kills.ts';
import { needsProgram } from '../support/needs-program.ts';

test(
  'an agent killed between spool and acknowledgement has every message once',
  needsProgram('FLASH_MOSQUITTO'),
  async () => {
    const { lost, doubled } = await runMqttKills([{ fault: 'spool:committed:2' }]);
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  },
);
