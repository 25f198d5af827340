/** Spools that are damaged in the middle of their work: nothing is missing at the end, and what was lost on the way stands in the log. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSender, T0 } from '../support/facts.ts';
import { runDamageTrial } from '../support/damage-trial.ts';
import { needsProgram } from '../support/needs-program.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';

const needs = needsProgram('FLASH_MARIADBD');

test('every line of the source is in the catalogue, once', needs, async () => {
  const { lost, doubled, salvaged, toldLost } = await runDamageTrial({ seed: 1, rounds: 4 });
  assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  assert.ok(salvaged > 0 && toldLost > 0, 'the trial damaged nothing: it proves nothing');
});

test('what will not come is one entry in the log for each stream', needs, async () => {
  await using setup = await startTestRecorder();
  const sender = createSender('lnf-daq', 'daq');
  const spool = '00000000-0000-4000-8000-000000000001';
  const gap = (first: number, last: number) =>
    ({
      kind: 'gap',
      node: 'lnf-daq',
      spool,
      stream: 'daq',
      first,
      last,
      at: T0,
      reason: 'lost with a damaged spool',
    }) as const;
  await setup.recorder.record(sender.batch([gap(3, 5), gap(9, 9)]));
  await setup.recorder.record(sender.batch([gap(3, 5), gap(12, 13)]));
  const rows = await setup.query(
    "SELECT title, body FROM log_entry WHERE tags = 'gap' AND author_kind = 'machine'",
  );
  assert.deepEqual(rows, [
    {
      title: 'Agent lnf-daq: 6 facts of daq will not come',
      body: '3 to 5: lost with a damaged spool\n9: lost with a damaged spool\n12 to 13: lost with a damaged spool',
    },
  ]);
});
