import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

import { collectors } from '#agents/collectors/index.ts';
import type { Plan } from '#agents/look/plan.ts';

const FLASH = fileURLToPath(new URL('../../../flash.ts', import.meta.url));
const TOKEN = 'a-token-that-nobody-may-read';

/** A recorder's door: it knows one token, and refuses a batch that is none. */
async function startRecorder(t: TestContext): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      bodies.push(body);
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
      response.statusCode = isKnown ? 400 : 401;
      response.end(JSON.stringify({ error: isKnown ? 'not a batch' : 'the token is not valid' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, bodies };
}

function node(t: TestContext, recorder: string, token: string): string {
  const home = mkdtempSync(join(tmpdir(), 'flash-plan-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'data'));
  writeFileSync(join(home, 'data', 'data_0001.dat'), '');
  writeFileSync(join(home, 'token'), token);
  writeFileSync(
    join(home, 'flash.yaml'),
    `node: lab-1
home: ${home}/home
agent: { listen: "127.0.0.1:0", recorder: "${recorder}", token_file: ${home}/token }
collectors:
  host: {}
  daq: { location: lab-1, roots: [${home}/data] }
`,
  );
  return home;
}

/** Runs `flash` without holding up the recorder in this process. */
async function flash(words: readonly string[]): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [FLASH, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (out += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out };
}

test('where all is there the exit code is 0, nothing is stored, the token is not shown', async (t) => {
  const recorder = await startRecorder(t);
  const home = node(t, recorder.url, TOKEN);
  const { code, out } = await flash(['agent', '--dry-run', '--config', join(home, 'flash.yaml')]);
  assert.equal(code, 0, out);
  assert.match(out, /ok {4}recorder .* answers and knows this node/);
  assert.match(out, /daq, every 1 s, at most 120 s a round/);
  assert.match(out, /ok {4}data .*data: 1 name in it/);
  assert.match(out, /host, every 15 s.*\n {2}- {5}reads only this machine itself/);
  assert.match(out, /All is there\.\n$/);
  assert.ok(!out.includes(TOKEN));
  assert.equal(existsSync(join(home, 'home')), false);
  assert.deepEqual(recorder.bodies, ['{"agent":"lab-1"}']);
});

test('what is missing gives exit code 1, and each is told with what to do', async (t) => {
  const recorder = await startRecorder(t);
  const home = node(t, recorder.url, 'an-old-one');
  rmSync(join(home, 'data'), { recursive: true });
  const config = ['--config', join(home, 'flash.yaml')];
  const { code, out } = await flash(['agent', '--dry-run', '--json', ...config]);
  assert.equal(code, 1, out);
  const plan = JSON.parse(out) as Plan;
  const missing = [...plan.agent, ...plan.collectors.flatMap(({ sources }) => sources)].filter(
    ({ state }) => state === 'failed',
  );
  assert.deepEqual(
    missing.map(({ what, mend }) => [what, mend === undefined]),
    [
      ['recorder', false],
      ['data', false],
    ],
  );
  assert.match(missing[0]?.found ?? '', /refuses this node: the token is not valid/);
  const doctor = await flash(['doctor', '--json', ...config]);
  const answers = JSON.parse(doctor.out) as { name: string; state: string; found: string }[];
  const of = (name: string) => answers.find((one) => one.name === name);
  assert.match(of("the collectors' sources are there")?.found ?? '', /daq, data: .* not exist/);
  assert.equal(of('the recorder answers')?.state, 'attention');
});

test('--json without --dry-run is refused', async (t) => {
  const home = node(t, 'http://127.0.0.1:9', TOKEN);
  const { code, out } = await flash(['agent', '--json', '--config', join(home, 'flash.yaml')]);
  assert.equal(code, 2);
  assert.match(out, /--json goes with --dry-run/);
});

const SETTINGS: Readonly<Record<string, { readonly raw: unknown; readonly kinds: string[] }>> = {
  daq: {
    raw: { location: 'lab-1', roots: ['/mnt/d'] },
    kinds: ['directory data'],
  },
  cryostat: {
    raw: { devices: [{ name: 'bf', kind: 'bluefors', path: '/mnt/bf' }] },
    kinds: ['directory logs of bf'],
  },
  storage: {
    raw: {
      volumes: [{ name: 'daq', path: '/mnt/d' }],
      copies: [
        {
          kind: 'webdav',
          location: 'tape',
          mirrors: '/mnt/d',
          url: 'https://dav.example.org/quax',
          token_file: '/etc/flash/dav-token',
        },
      ],
    },
    kinds: ['directory volume daq', 'address copies at tape', 'file token'],
  },
  htcondor: {
    raw: { schedds: [{ instance: 'ce' }], pools: [{ instance: 'pool' }] },
    kinds: ['program condor_q', 'program condor_history', 'program condor_status'],
  },
  slurm: { raw: {}, kinds: ['program squeue', 'program sinfo', 'program sacct'] },
  kubernetes: {
    raw: { cluster: 'lab', kubeconfig: '/etc/flash/kubeconfig' },
    kinds: ['file kubeconfig'],
  },
  mqtt: {
    raw: { url: 'mqtts://broker.example.org', topics: [{ topic: 'lab/{device}/{name}' }] },
    kinds: ['address broker'],
  },
  host: { raw: {}, kinds: [] },
  textfile: { raw: { directories: ['/var/lib/prom'] }, kinds: ['directory *.prom files'] },
  example: { raw: {}, kinds: ['file entropy'] },
};

for (const module of collectors) {
  test(`${module.name} says what it needs`, async () => {
    const expected = SETTINGS[module.name];
    assert.ok(expected !== undefined, 'a new collector says here what it needs');
    const schema = await module.schema();
    const hints = module.sources(schema.parse(expected.raw));
    assert.deepEqual(
      hints.map(({ kind, what }) => `${kind} ${what}`),
      expected.kinds,
    );
  });
}
