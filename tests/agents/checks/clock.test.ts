import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockState, type AskProgram } from '#agents/checks/clock.ts';

const tracking = (offset: string, leap: string, stratum = '3'): string =>
  `C0000201,192.0.2.1,${stratum},1795428000.1,${offset},0.0000012,0.00003,-12.3,0.001,0.02,0.01,0.001,64.2,${leap}\n`;

/** Programs that answer so; one that is not named is missing. */
function programs(answers: Readonly<Record<string, string>>): AskProgram {
  return async ([program = '']) => {
    await Promise.resolve();
    const answer = answers[program];
    if (answer === undefined) throw new Error('there is no such program');
    return answer;
  };
}

test('chrony: good with its offset, attention where it is far off or follows nobody', async () => {
  const near = await clockState(programs({ chronyc: tracking('-0.000213', 'Normal') }));
  assert.deepEqual(near, { state: 'good', found: 'chrony, 0.21 ms off' });
  const far = await clockState(programs({ chronyc: tracking('1.5', 'Normal') }));
  assert.equal(far.state, 'attention');
  assert.match(far.mend ?? '', /makestep/);
  const alone = await clockState(programs({ chronyc: tracking('0', 'Not synchronised', '0') }));
  assert.partialDeepStrictEqual(alone, { state: 'attention' });
});

test('without chrony systemd is asked; where neither tells, the question is not applicable', async () => {
  assert.equal((await clockState(programs({ timedatectl: 'yes\n' }))).state, 'good');
  const no = await clockState(programs({ chronyc: '506 Cannot talk', timedatectl: 'no\n' }));
  assert.equal(no.state, 'attention');
  assert.match(no.mend ?? '', /set-ntp true/);
  assert.equal((await clockState(programs({ timedatectl: '\n' }))).state, 'not applicable');
  assert.equal((await clockState(programs({}))).state, 'not applicable');
});
