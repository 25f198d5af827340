/** The decision whether npm packages must be installed, on each state a clone can be in. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decidePackages, isNetworkTrouble, lockHash } from '#telemetry/setup/packages.mjs';
import { SetupError } from '#telemetry/setup/setup-error.mjs';

const lock = JSON.stringify({
  packages: {
    '': { name: 'flash-computing' },
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-zod' },
    'node_modules/other-system': { integrity: 'sha512-other', optional: true },
  },
});
const installed = JSON.stringify({
  packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-zod' } },
});
const stamp = lockHash(lock);

test('a stamped tree of this lock file is ready', () => {
  assert.equal(decidePackages({ lock, stamp, installed }), 'ready');
});

test('no tree, a stamp of another lock file, or a tree without its record is installed anew', () => {
  assert.equal(decidePackages({ lock, stamp: undefined, installed: undefined }), 'install');
  assert.equal(decidePackages({ lock, stamp: lockHash('older'), installed }), 'install');
  assert.equal(decidePackages({ lock, stamp, installed: undefined }), 'install');
});

test('a tree that npm made by hand is taken when it holds what the lock file names', () => {
  assert.equal(decidePackages({ lock, stamp: undefined, installed }), 'stamp');
  const older = installed.replace('sha512-zod', 'sha512-old');
  assert.equal(decidePackages({ lock, stamp: undefined, installed: older }), 'install');
  const empty = JSON.stringify({ packages: {} });
  assert.equal(decidePackages({ lock, stamp: undefined, installed: empty }), 'install');
  assert.equal(decidePackages({ lock, stamp: undefined, installed: 'cut {' }), 'install');
});

test('a tree that lacks the build for this system is installed anew', () => {
  const build = { integrity: 'sha512-x', optional: true, os: [process.platform] };
  const withBuild = (cpu: string): string => {
    const { packages } = JSON.parse(lock) as { packages: object };
    return JSON.stringify({
      packages: { ...packages, 'node_modules/b': { ...build, cpu: [cpu] } },
    });
  };
  const decide = (cpu: string) =>
    decidePackages({ lock: withBuild(cpu), stamp: undefined, installed });
  assert.equal(decide(process.arch), 'install');
  assert.equal(decide('another'), 'stamp');
});

test('trouble with the network is told from other trouble by npm’s codes', () => {
  const said = (cause: string) =>
    new SetupError({ what: 'x', subject: 'x', why: 'x', hint: 'x', cause });
  assert.equal(isNetworkTrouble(said('npm error code ENOTFOUND')), true);
  assert.equal(isNetworkTrouble(said('npm error code EAI_AGAIN')), true);
  assert.equal(isNetworkTrouble(said('npm error code EINTEGRITY')), false);
  assert.equal(isNetworkTrouble(said('npm error code ENOSPC')), false);
});
