/** A disk that stops answering (its reader is stopped with SIGSTOP, as a dead mount stops it): everything else goes on, and the agent ends in time. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { freePorts } from '../support/living/free-port.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CAMPAIGN = 'Run_2026.11-TEST';
/** An agent must be gone this long after SIGTERM. */
const END_MS = 5_000;
/** A scrape beside a hanging disk. */
const SCRAPE_MS = 2_000;

/** The processes that read disks for a process. */
function readersOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children.map(Number).filter((child) => {
    if (child === 0) return false;
    return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('disk-child');
  });
}

function write(root: string, name: string): void {
  const path = join(root, CAMPAIGN, 'run 1', name);
  mkdirSync(join(root, CAMPAIGN, 'run 1'), { recursive: true });
  writeFileSync(path, name);
  utimesSync(path, 1_760_000_000, 1_760_000_000);
}

async function scrape(port: number): Promise<{ text: string; ms: number }> {
  const start = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  return { text: await answer.text(), ms: performance.now() - start };
}

const valueOf = (text: string, series: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')[1] ?? Number.NaN,
  );

test('one root that hangs holds up neither the other, nor other collectors, nor the scrape, nor the end', async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-hang-'));
  const [port = 0, hubPort = 0] = await freePorts(2);
  const roots = ['one', 'two'].map((name) => join(home, name));
  for (const root of roots) write(root, 'first.dat');
  const file = join(home, 'flash.yaml');
  const daq = { location: 'test', roots, isolation: 'always', stall_s: 600 };
  writeFileSync(join(home, 'magnet.csv'), 'time,field\n2026-11-20 10:00:00,8.1\n');
  const magnet = {
    name: 'magnet',
    kind: 'table',
    path: join(home, 'magnet.csv'),
    table: {
      header_row: 1,
      time_columns: ['time'],
      time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
      columns: [{ column: 'field', name: 'field', quantity: 'field', unit: 'T' }],
    },
  };
  const config = {
    node: 'test-daq',
    time_zone: 'UTC',
    home: join(home, 'home'),
    hub: { listen: `127.0.0.1:${hubPort}` },
    agent: { listen: `127.0.0.1:${port}` },
    collectors: { daq, cryostat: { devices: [magnet] } },
  };
  writeFileSync(file, JSON.stringify(config));
  const words = [
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'flash.ts'),
    'agent',
    '--config',
    file,
  ];
  const child = spawn(process.execPath, words, {
    env: { ...process.env, FLASH_HOME: config.home },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const ended = new Promise<void>((resolveEnd) => child.once('exit', () => resolveEnd()));
  let readers: number[] = [];
  const files = `flash_daq_files_total{campaign="${CAMPAIGN}"}`;
  const seen = async (what: string, count: number): Promise<void> => {
    const look = async (): Promise<boolean> =>
      valueOf((await scrape(port).catch(() => ({ text: '' }))).text, files) === count;
    await waitUntil(`${what}; the agent said: ${said}`, look, 30_000);
  };
  try {
    await seen('both first files', 2);
    readers = readersOf(child.pid ?? 0);
    assert.equal(readers.length, 2, 'one reader for each root');
    process.kill(readers[0] ?? 0, 'SIGSTOP');
    for (const root of roots) write(root, 'second.dat');
    await seen('the file of the root that answers', 3);
    const blind = 'flash_daq_roots{state="blind"}';
    await waitUntil('one blind root', async () => valueOf((await scrape(port)).text, blind) === 1);
    const before = await scrape(port);
    const success = 'flash_collector_last_success_timestamp_seconds{collector="cryostat"}';
    assert.ok(valueOf(before.text, success) > 0, before.text);
    await waitUntil('another collector that goes on', async () => {
      const { text, ms } = await scrape(port);
      assert.ok(ms < SCRAPE_MS, `a scrape took ${ms} ms`);
      return valueOf(text, success) > valueOf(before.text, success);
    });
    const start = performance.now();
    child.kill('SIGTERM');
    await ended;
    assert.ok(performance.now() - start < END_MS, `it took ${performance.now() - start} ms to end`);
    await waitUntil('the end of its readers', () => readers.every((pid) => isGone(pid)));
  } finally {
    child.kill('SIGKILL');
    for (const pid of readers) if (!isGone(pid)) process.kill(pid, 'SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
});

function isGone(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('disk-child');
  } catch {
    return true;
  }
}
