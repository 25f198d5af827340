/** `npm start` on machines that lack something: the real setup, stand-ins for what it installs. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { makeSetupClone } from '../support/setup-clone.ts';
import type { SetupClone } from '../support/setup-clone.ts';
import { waitUntil } from '../support/wait-until.ts';

function clone(t: TestContext, options = {}): SetupClone {
  const made = makeSetupClone(options);
  t.after(made.remove);
  return made;
}

/** Brings a clone to where nothing is missing. */
async function ready(t: TestContext): Promise<SetupClone> {
  const made = clone(t);
  assert.equal((await made.start(['start']).ended).code, 0);
  return made;
}

test('in a fresh clone npm packages are installed, then the program runs', async (t) => {
  const made = clone(t);
  const { code, out } = await made.start(['start', '--port', '1']).ended;
  assert.equal(code, 0);
  assert.match(out, /^child up --demo --port 1 \S+\/bin\/mariadbd\n$/);
  assert.equal(made.calls().length, 1);
  assert.match(made.calls()[0] ?? '', /^npm install --no-save --include=dev/);
  assert.equal(existsSync(join(made.root, 'node_modules', '.bin', 'flash')), true);
});

test('with nothing missing it is quiet and installs nothing', async (t) => {
  const made = await ready(t);
  const { code, err } = await made.start(['start']).ended;
  assert.deepEqual({ code, err, calls: made.calls().length }, { code: 0, err: '', calls: 1 });
});

test('a changed lock file is installed; without a network the old packages serve', async (t) => {
  const made = await ready(t);
  const lock = join(made.root, 'package-lock.json');
  writeFileSync(lock, readFileSync(lock, 'utf8').replace('sha512-zod', 'sha512-new'));
  const offline = await made.start(['start'], { NPM_SAYS: 'npm error code ENOTFOUND' }).ended;
  assert.equal(offline.code, 0);
  assert.match(offline.err, /older than package-lock\.json: no network/);
  assert.match(offline.out, /^child/);
  const online = await made.start(['start']).ended;
  assert.deepEqual({ code: online.code, err: online.err }, { code: 0, err: '' });
  assert.equal(made.calls().length, 3);
});

test('an npm that fails is told with its last words, and the next start works', async (t) => {
  const made = clone(t);
  const failed = await made.start(['start'], { NPM_SAYS: 'npm error code ENOSPC' }).ended;
  assert.equal(failed.code, 1);
  assert.match(failed.err, /flash: cannot install the npm packages\n/);
  assert.match(
    failed.err,
    /ENOSPC[\s\S]*all of it: .*npm\.log[\s\S]*what to do: check the network/,
  );
  assert.equal((await made.start(['start']).ended).code, 0);
});

test('without MariaDB and without rights it prints the one command', async (t) => {
  const made = clone(t, { hasMariadb: false });
  const { code, err } = await made.start(['start'], { FLASH_SETUP_NOT_ROOT: '1' }).ended;
  assert.equal(code, 1);
  assert.match(err, /the MariaDB server is missing/);
  assert.match(
    err,
    /type: {2}sudo apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core\n/,
  );
  assert.deepEqual(made.calls(), [], 'nothing is installed before it is known that all can be');
});

test('without MariaDB but with password-free sudo it is installed without a question', async (t) => {
  const made = clone(t, { hasMariadb: false });
  made.standIn('sudo', 'shift; exec "$@"');
  const { code, out } = await made.start(['start'], { FLASH_SETUP_NOT_ROOT: '1' }).ended;
  assert.equal(code, 0);
  assert.match(out, /mariadbd\n$/);
  const apt = made.calls().filter((call) => call.startsWith('apt-get'));
  assert.match(apt[0] ?? '', /^apt-get update \[noninteractive\]$/);
  assert.match(apt[1] ?? '', /^apt-get install -y --no-install-recommends .*mariadb-server-core/);
  assert.equal(apt.length, 2);
});

test('an interrupt lets the package manager finish, and the next start goes on', async (t) => {
  const made = clone(t, { hasMariadb: false });
  const gate = join(made.root, 'go');
  const env = { FLASH_SETUP_NOT_ROOT: '1' };
  made.standIn('sudo', 'shift; exec "$@"');
  const cut = made.start(['start'], { ...env, APT_WAITS: gate });
  await waitUntil('apt-get to run', () => made.calls().includes('waiting'));
  cut.process.kill('SIGINT');
  await waitUntil('word of it', () => cut.err().includes('the package manager finishes its work'));
  writeFileSync(gate, '');
  assert.equal((await cut.ended).code, 130);
  assert.equal(made.calls().at(-1), 'apt-get is done');
  assert.equal((await made.start(['start'], env).ended).code, 0);
});

test('a MariaDB that is too old is refused by version', async (t) => {
  const made = clone(t);
  made.standIn('mariadbd', 'echo "mariadbd  Ver 10.5.29-MariaDB for Linux"');
  const { code, err } = await made.start(['start']).ended;
  assert.equal(code, 1);
  assert.match(err, /it is version 10\.5\.29; the catalogue needs 10\.6 or newer/);
});

test('two starts at once install once', async (t) => {
  const made = clone(t);
  const gate = join(made.root, 'go');
  const first = made.start(['start'], { NPM_WAITS: gate });
  await waitUntil('npm to run', () => made.calls().includes('waiting'));
  const second = made.start(['start'], { NPM_WAITS: gate });
  await waitUntil('the second to wait', () => second.err().includes('waiting for another setup'));
  writeFileSync(gate, '');
  assert.deepEqual([(await first.ended).code, (await second.ended).code], [0, 0]);
  assert.equal(made.calls().filter((call) => call.startsWith('npm')).length, 1);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle of npm leaves a state in which the next start works`, async (t) => {
    const made = clone(t);
    const cut = made.start(['start'], { NPM_WAITS: join(made.root, 'never') });
    await waitUntil('npm to run', () => made.calls().includes('waiting'));
    cut.process.kill(signal);
    const { code } = await cut.ended;
    assert.equal(code, signal === 'SIGINT' ? 130 : null);
    assert.equal((await made.start(['start']).ended).code, 0);
  });
}

test('a signal reaches the program, and its exit code comes back', async (t) => {
  const made = await ready(t);
  const running = made.start(['start', 'stay']);
  await waitUntil('the program', () => running.out().includes('child'));
  running.process.kill('SIGTERM');
  const { code, out } = await running.ended;
  assert.equal(code, 7);
  assert.equal(out.match(/told to end/g)?.length, 1);
});

test('a killed setup ends the program', async (t) => {
  if (!existsSync('/usr/bin/setpriv')) return t.skip('setpriv not found');
  const made = await ready(t);
  const running = made.start(['start', 'stay']);
  await waitUntil('the program', () => running.out().includes('child'));
  running.process.kill('SIGKILL');
  await waitUntil('the program to end', () => running.out().includes('told to end'));
});
