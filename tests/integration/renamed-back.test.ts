/** A directory that is renamed and renamed back: at the end the catalogue has its copies where they are. */

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CAMPAIGN, startDaq } from '../agents/collectors/daq-harness.ts';
import { createSender } from '../support/facts.ts';
import { needsProgram } from '../support/needs-program.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';

test('copies follow a directory there and back', needsProgram('FLASH_MARIADBD'), async () => {
  await using setup = await startTestRecorder();
  using daq = await startDaq();
  const sender = createSender('lnf-daq', 'daq');
  for (const name of ['a.dat', 'b.dat']) daq.write(`run 1/${name}`, name, 3_600_000);
  const folder = join(daq.root, CAMPAIGN);
  const told: unknown[] = [];
  const copies = async (): Promise<string[]> => {
    for (let turn = 0; turn < 3; turn += 1) {
      daq.pass(6_000);
      const { facts } = await daq.settle();
      if (facts.length === 0) continue;
      told.push(...facts);
      const { body } = await setup.recorder.record(sender.batch(facts));
      assert.ok('refused' in body && body.refused.length === 0, JSON.stringify(body));
    }
    const rows = await setup.query(
      `SELECT r.path, f.name, p.state FROM replica p JOIN file f ON f.id = p.file_id
       JOIN run r ON r.id = f.run_id ORDER BY r.path, f.name`,
    );
    return rows.map(({ path, name, state }) =>
      [String(path).slice(folder.length + 1), name, state].join(' '),
    );
  };
  assert.deepEqual(await copies(), ['run 1 a.dat present', 'run 1 b.dat present']);
  renameSync(join(folder, 'run 1'), join(folder, 'run 9'));
  const moved = ['run 1 a.dat removed', 'run 1 b.dat removed'];
  const there = ['run 9 a.dat present', 'run 9 b.dat present'];
  assert.deepEqual(await copies(), [...moved, ...there]);
  renameSync(join(folder, 'run 9'), join(folder, 'run 1'));
  const back = ['run 1 a.dat present', 'run 1 b.dat present'];
  const gone = ['run 9 a.dat removed', 'run 9 b.dat removed'];
  assert.deepEqual(await copies(), [...back, ...gone]);
  // An agent that lost its books tells all of it once more.
  await setup.recorder.record(createSender('lnf-daq', 'daq').batch(told as never));
  assert.deepEqual(await copies(), [...back, ...gone]);
});
