/** Does once what the recorder, the publisher, the hub and every command that reads do with a catalogue. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { findRunId } from '#telemetry/catalogue/find-run.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { findTokenNode } from '#telemetry/catalogue/tokens.ts';
import { checks } from '#telemetry/checks.ts';
import type { OptionValue } from '#telemetry/command.ts';
import { commands } from '#telemetry/commands.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { keepReadings } from '#telemetry/recorder/retention/upkeep.ts';
import { createCopyWatch } from '#site/observe-copies.ts';
import { createKeyJudge, observeExperiment } from '#site/observe-experiment.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import type { TestCatalogue } from '../catalogue.ts';
import { tellAndForget } from './notices.ts';
import { channelFact, createSender, fileFact, jobFact, readingsFact, sweepFact } from '../facts.ts';

export interface Exercised {
  readonly catalogue: TestCatalogue;
  /** `flash.yaml` of that catalogue. */
  readonly config: string;
  /** Name and slug of a campaign with runs. */
  readonly campaign: { readonly name: string; readonly slug: string };
  /** The last moment of the data, UTC ms. */
  readonly until: number;
}

export async function exerciseAll(exercised: Exercised): Promise<void> {
  await publishTwice(exercised);
  await observe(exercised);
  await runCommands(exercised);
  await tellAndForget(exercised.catalogue, exercised.until);
  await upkeep(exercised);
  await publishTwice(exercised);
}

async function publishTwice(exercised: Exercised): Promise<void> {
  const { catalogue, until } = exercised;
  let now = until + 10_000;
  const clock = { now: () => now, monotonic: () => performance.now() };
  const publisher = await createPublisher({
    directory: join(catalogue.home, 'snapshot'),
    effects: { clock, log: silentLog },
    demoNote: null,
    readConsistently: consistentReads(catalogue.pools.publisher),
  });
  await publisher.publish();
  await record(exercised, () => now);
  now += 120_000;
  await publisher.publish();
  await publisher.stop();
}

/** As the hub asks for its metrics. */
async function observe({ catalogue, until }: Exercised): Promise<void> {
  const observeCopies = createCopyWatch();
  await consistentReads(catalogue.pools.publisher)(async (connection) => {
    await observeExperiment(
      connection,
      until,
      createKeyJudge(() => 0),
    );
    await observeCopies(connection, until);
  });
}

async function record({ catalogue, campaign, until }: Exercised, now: () => number): Promise<void> {
  const recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock: { now, monotonic: () => performance.now() },
    idleCloseMs: 1_000,
  });
  const sender = createSender('lnf-daq', 'all');
  const heartbeat = {
    version: '1',
    startedAt: until,
    collectors: [],
    spoolFacts: 0,
    spoolOldestAt: null,
  };
  for (const facts of [factsOf(campaign.name, until), factsOf(campaign.name, until - 3_600_000)]) {
    const { status, body } = await recorder.record(sender.batch(facts, { heartbeat }));
    if (status !== 200 || body.refused.length > 0) throw new Error(JSON.stringify(body));
  }
  await recorder.tick();
  await recorder.close();
}

/** Facts of every kind about one run, at one time. */
function factsOf(campaign: string, at: number): readonly Fact[] {
  const run = `/daq/${campaign}/presa_dati_${String(at)}`;
  const [name, location] = ['quax_000001.dat', 'cnaf-cloud'];
  const resource = { resource: 'lnf-daq/daq', label: 'DAQ', role: 'daq', unit: 'By' } as const;
  const held = { submittedAt: at, seenAt: at, state: 'held', stateRaw: '5' } as const;
  const copy = { location: 'lnf-daq', uri: `${run}/${name}` };
  const uri = `s3://flash/${name}`;
  return [
    channelFact('bluefors/ch3-t'),
    readingsFact('bluefors/ch3-t', [
      [at - 5_000, 0.03, 'good'],
      [at, 0.031, 'good'],
    ]),
    readingsFact('magnet/field', [
      [at - 5_000, 7.99, 'good'],
      [at, 7.99, 'over'],
    ]),
    fileFact({ campaign, run, name, takenAt: at, copy }),
    fileFact({ campaign, run, name: 'S11_22p3deg.txt', takenAt: at + 2_000 }),
    fileFact({ campaign, run: `${run}/old`, name: 'a.dat', takenAt: at, origin: 'import' }),
    {
      kind: 'replica',
      campaign,
      run,
      name,
      location,
      uri,
      state: 'present',
      locality: 'disk',
      at,
      verified: null,
      why: null,
      evidence: { by: 'head', bytes: 340_000, adler32: null },
    },
    {
      kind: 'replica',
      campaign,
      run,
      name: 'unknown.dat',
      location,
      uri,
      state: 'present',
      locality: 'disk',
      at,
      verified: null,
      why: null,
      evidence: { by: 'head', bytes: 1, adler32: null },
    },
    { kind: 'copy-list', location, campaign, run, at: at + 60_000, names: ['other.dat'] },
    sweepFact({ campaign, run, name: 'S11_22p3deg.txt', takenAt: at + 2_000 }),
    {
      kind: 'import-row',
      source: `s${String(at)}`,
      file: 'f',
      line: 1,
      raw: 'r',
      refused: null,
      target: { campaign, run, name },
      cells: null,
    },
    jobFact({ ...held, run: `${campaign}/1`, id: String(at) }),
    { kind: 'usage', ...resource, at, used: 1, capacity: 2 },
    {
      kind: 'quota',
      ...resource,
      standing: 'assigned',
      bound: 'limited',
      value: 3,
      validFrom: at,
      source: 's',
      note: null,
      at,
    },
    {
      kind: 'gap',
      node: 'lnf-daq',
      spool: randomUUID(),
      stream: 's',
      first: 1,
      last: 2,
      at,
      reason: 'lost',
    },
  ];
}

type Call = readonly [
  name: string,
  positionals?: readonly string[],
  options?: Readonly<Record<string, OptionValue>>,
];

async function runCommands({ catalogue, config, campaign, until }: Exercised): Promise<void> {
  const run = `${campaign.slug}/1`;
  const from = new Date(until - 3_600_000).toISOString();
  const calls: readonly Call[] = [
    ['run list'],
    ['run list', [], { campaign: campaign.slug }],
    ['run show', [run]],
    ['files', [], { run, format: 'csv' }],
    ['files', [], { campaign: campaign.slug, format: 'csv' }],
    ['readings', [], { channel: 'bluefors/ch3-t', from, format: 'csv' }],
    ['channels'],
    ['token add', ['node-x']],
    ['token list'],
    ['token revoke', ['node-x']],
    ['run merge', [`${campaign.slug}/1`], { into: `${campaign.slug}/2` }],
    ['campaign rename', [campaign.name, 'Renamed'], { slug: 'renamed' }],
  ];
  for (const call of calls) await runCommand(catalogue, config, call);
  await findRunId(catalogue.pools.publisher, 'unknown', 1).catch(() => undefined);
  await findRunId(catalogue.pools.publisher, campaign.name, 1).catch(() => undefined);
  // What flash doctor asks of the catalogue; flash status asks only the hub, the agent and files, flash build publishes.
  for (const check of checks)
    await check.run({ config: catalogue.config, env: process.env, now: until });
  await findTokenNode(catalogue.pools.recorder, 'unknown');
}

/** `flash backup`, which reads every table whole: it is told apart from what must not. */
export async function backUpOnce({ catalogue, config }: Exercised): Promise<void> {
  await runCommand(catalogue, config, ['backup', [], { out: join(catalogue.home, 'backups') }]);
}

async function runCommand(
  { home }: TestCatalogue,
  config: string,
  [name, positionals = [], options = {}]: Call,
): Promise<void> {
  const entry = commands.find((command) => command.name === name);
  if (entry === undefined) throw new Error(`there is no command "${name}"`);
  const command = await entry.load();
  const code = await command.run({
    options: { config, ...options },
    positionals,
    env: { PATH: process.env['PATH'], FLASH_HOME: home },
    cwd: home,
    signal: new AbortController().signal,
    write: () => Promise.resolve(),
    say: () => undefined,
    host: {
      program: 'flash',
      commands: [],
      checks: () => Promise.resolve([]),
      entry: '',
      openRecorder: () => Promise.reject(new Error('not used here')),
    },
  });
  if (code !== 0) throw new Error(`flash ${name} ended with ${String(code)}`);
}

async function upkeep({ catalogue, until }: Exercised): Promise<void> {
  const clock = { now: () => until, monotonic: () => 0 };
  await keepReadings({
    open: () => catalogue.catalogue.openAdministrator(),
    keep: { raw_days: 365, minute_days: 1000 },
    effects: { clock, log: silentLog },
  });
}
