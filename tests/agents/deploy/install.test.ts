/** `flash agent install` below a root of its own: looked at, done, done again, updated, and taken away. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { parse } from 'yaml';

import { NODE_ENVIRONMENT, NODE_FLAGS } from '#agents/deploy/node-flags.ts';
import { planInstall, planUninstall } from '#agents/deploy/plan-install.ts';
import type { Step } from '#agents/deploy/step.ts';
import { describeSteps } from '#agents/deploy/step.ts';
import { UNIT } from '#agents/deploy/unit.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { findProgram } from '#telemetry/setup/find-program.mjs';

interface Trial {
  readonly root: string;
  readonly bundle: string;
  readonly install: (recorder?: string) => Step[];
}

function trial(t: TestContext): Trial {
  const folder = mkdtempSync(join(tmpdir(), 'flash-install-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'root');
  const [bundle, node] = [join(folder, 'flash-agent.cjs'), join(folder, 'node')];
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(
    join(root, 'etc', 'passwd'),
    `flash:x:${String(process.getuid?.())}:${String(process.getgid?.())}::/:\n`,
  );
  writeFileSync(bundle, 'the one file');
  writeFileSync(node, '#!/bin/sh\necho "$@"\n');
  const facts = { node: 'n1', timeZone: 'Europe/Rome', hasCondor: true };
  const install = (recorder: string | null = null): Step[] =>
    planInstall({ root, bundle, node, facts: { ...facts, recorder }, start: false });
  return { root, bundle, install };
}

function apply(steps: readonly Step[]): void {
  for (const step of steps) step.apply?.();
}

function files(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(root, path)).isFile())
    .toSorted();
}

const INSTALLED = [
  'etc/flash/flash.yaml',
  'etc/passwd',
  'etc/systemd/system/flash-agent.service',
  'usr/local/bin/flash',
  'usr/local/lib/flash/flash-agent.cjs',
  'usr/local/lib/flash/node',
];

test('a plan does nothing; the second installation has nothing to do', (t) => {
  const { root, install } = trial(t);
  const plan = install();
  assert.deepEqual(files(root), ['etc/passwd']);
  assert.match(
    describeSteps(plan, true),
    /^would {2}write {3}\/usr\/local\/bin\/flash {2}\(mode 0755\)$/m,
  );
  apply(plan);
  assert.deepEqual(files(root), INSTALLED);
  assert.equal(statSync(join(root, 'etc/flash/flash.yaml')).mode & 0o777, 0o640);
  assert.equal(statSync(join(root, 'var/lib/flash')).mode & 0o777, 0o750);
  assert.deepEqual(
    install().filter((step) => step.apply !== null),
    [],
  );
});

test('an update replaces programs and unit, and leaves the configuration alone', (t) => {
  const { root, bundle, install } = trial(t);
  apply(install());
  writeFileSync(bundle, 'the next one');
  const config = join(root, 'etc/flash/flash.yaml');
  writeFileSync(config, 'node: mine\n');
  const unit = join(root, 'etc/systemd/system/flash-agent.service');
  writeFileSync(unit, `${readFileSync(unit, 'utf8')}# older\n`);
  const steps = install();
  apply(steps);
  assert.deepEqual(
    steps.filter((step) => step.apply !== null).map(({ subject }) => subject),
    ['/usr/local/lib/flash/flash-agent.cjs', '/etc/systemd/system/flash-agent.service'],
  );
  assert.equal(readFileSync(config, 'utf8'), 'node: mine\n');
  assert.equal(readFileSync(unit, 'utf8'), UNIT);
});

test('a program of somebody else is not overwritten and not removed', (t) => {
  const { root, install } = trial(t);
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  writeFileSync(join(root, 'usr/local/bin/flash'), '#!/bin/sh\n# another flash\n');
  assert.throws(
    () => install(),
    /\/usr\/local\/bin\/flash: there is a file that this installer did not write/,
  );
  assert.throws(() => planUninstall({ root, purge: false }), /did not write/);
});

test('a removal keeps configuration and spool; a purge does not; twice is once', (t) => {
  const { root, install } = trial(t);
  apply(install());
  writeFileSync(join(root, 'var/lib/flash/spool.db'), 'facts');
  apply(planUninstall({ root, purge: false }));
  assert.deepEqual(files(root), ['etc/flash/flash.yaml', 'etc/passwd', 'var/lib/flash/spool.db']);
  assert.ok(planUninstall({ root, purge: false }).every((step) => step.apply === null));
  const purge = planUninstall({ root, purge: true });
  assert.match(describeSteps(purge, true), /would {2}remove {2}\/var\/lib\/flash$/m);
  apply(purge.filter(({ verb }) => verb === 'remove'));
  assert.deepEqual(files(root), ['etc/passwd']);
});

test('the first configuration is accepted as it stands', (t) => {
  const { root, install } = trial(t);
  apply(install('https://hub.example.org'));
  const text = readFileSync(join(root, 'etc/flash/flash.yaml'), 'utf8');
  const config = configSchema.parse(parse(text));
  assert.equal(config.agent.recorder, 'https://hub.example.org');
  assert.deepEqual(config.collectors, { host: {} });
  const all = text.replaceAll(/^( +)# (?=[a-z]+:|  )(?!.*\. )/gm, '$1');
  const { collectors } = configSchema.parse(parse(all));
  assert.deepEqual(Object.keys(collectors), ['host', 'daq', 'cryostat', 'htcondor']);
});

test('the wrapper bounds the heap of the agent, and of nothing else', (t) => {
  const { root, install } = trial(t);
  apply(install());
  const wrapper = readFileSync(join(root, 'usr/local/bin/flash'), 'utf8');
  const run = (...words: string[]): string => {
    const text = wrapper.replaceAll('/usr/local/lib', join(root, 'usr/local/lib'));
    return spawnSync('sh', ['-c', text, 'flash', ...words], { encoding: 'utf8' }).stdout;
  };
  assert.match(run('agent', '--demo'), /--max-old-space-size=48 .*flash-agent\.cjs agent --demo$/m);
  for (const words of [['agent', 'install'], ['doctor'], []])
    assert.doesNotMatch(run(...words), /max-old-space-size/);
});

const analyze = findProgram('systemd-analyze');
const skip = analyze === undefined ? 'systemd-analyze not found' : false;

test('systemd accepts the unit and finds it well guarded', { skip }, (t) => {
  const { root, install } = trial(t);
  apply(install());
  const unit = join(root, 'copy', 'flash-agent.service');
  mkdirSync(join(root, 'copy'));
  const text = UNIT.replaceAll('/usr/local/lib', join(root, 'usr/local/lib'));
  writeFileSync(unit, text.replaceAll(/^(User|Group)=.*$/gm, '$1=root'));
  const said = spawnSync(String(analyze), ['verify', '--man=no', unit], { encoding: 'utf8' });
  assert.equal(
    said.stderr
      .split('\n')
      .filter((line) => line.includes('flash'))
      .join('\n'),
    '',
  );
  const judged = spawnSync(
    String(analyze),
    [
      'security',
      '--offline=true',
      '--threshold=25',
      join(root, 'etc/systemd/system/flash-agent.service'),
    ],
    { encoding: 'utf8' },
  );
  assert.equal(judged.status, 0, judged.stdout.split('\n').slice(-3).join('\n'));
  assert.ok(existsSync(unit));
});

test('a container starts the agent as the unit does', () => {
  const text = readFileSync(join('agents', 'deploy', 'Containerfile'), 'utf8');
  const words = [...NODE_FLAGS].map((flag) => JSON.stringify(flag)).join(', ');
  assert.ok(text.includes(`ENTRYPOINT ["node", ${words}, `));
  const told = Object.entries(NODE_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  assert.ok(text.includes(`\nENV ${told.join(' ')}\n`));
  assert.ok(UNIT.includes(`\nEnvironment=${told.join(' ')}\n`));
});

test('a folder that somebody made before gets the mode it needs', (t) => {
  const { root, install } = trial(t);
  mkdirSync(join(root, 'etc', 'flash'), { mode: 0o700 });
  const steps = install();
  assert.match(describeSteps(steps, true), /would {2}set {5}\/etc\/flash {2}\(mode 0750\)/);
  apply(steps);
  assert.equal(statSync(join(root, 'etc', 'flash')).mode & 0o7777, 0o750);
  assert.match(describeSteps(install(), true), /make {4}\/etc\/flash {2}\(there already\)/);
});
