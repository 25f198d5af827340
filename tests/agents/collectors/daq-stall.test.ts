/** A root whose reader hangs (stopped by a signal, as a dead mount stops it): said once, given up, read again, and nothing missed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { waitUntil } from '../../support/wait-until.ts';
import { files, startDaq } from './daq-harness.ts';

const OLD_MS = 3_600_000;

function reader(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  const pids = children.trim().split(' ').map(Number);
  const found = pids.find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('disk-child'),
  );
  assert.ok(found, 'no reader was started');
  return found;
}

test('a root that hangs is given up, found again, and what came meanwhile is registered', async () => {
  using daq = await startDaq({ isolation: 'always', stall_s: 0.5 });
  daq.write('run 1/first.dat', 'x', OLD_MS);
  const names: string[] = [];
  const reasons: string[] = [];
  const turn = async (): Promise<void> => {
    const round = await daq.round().catch(() => ({ facts: [], problems: [] }));
    names.push(...files(round.facts).map(({ name }) => name));
    reasons.push(...round.problems.map(({ reason }) => reason));
  };
  await waitUntil('the first file', async () => {
    await turn();
    return names.includes('first.dat');
  });
  process.kill(reader(), 'SIGSTOP');
  daq.write('run 2/second.dat', 'x', OLD_MS);
  await waitUntil('the second file', async () => {
    await turn();
    return names.includes('second.dat');
  });
  assert.deepEqual(names, ['first.dat', 'second.dat']);
  assert.ok(reasons.filter((reason) => reason === 'stalled').length <= 1, reasons.join());
  const { observations } = await daq.round();
  const restarts = observations.find(
    ({ metric }) => metric.exposition === 'flash_daq_reader_restarts_total',
  );
  assert.ok((restarts?.value ?? 0) >= 1);
  await daq.stop();
});
