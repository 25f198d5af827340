/** An experiment at full rate on a driven clock: what its agents send in each second goes through the recorder, and the publisher follows. */

import { join } from 'node:path';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import type { FileFact } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { createPublisher, LEAST_PAUSE_MS, type Publisher } from '#site/snapshot/publisher.ts';
import { startTestCatalogue, type TestCatalogue } from './catalogue.ts';
import { CAMPAIGN, createSender, fileFact, fit, jobFact, sweepFact, type Sender } from './facts.ts';
import {
  campaignOf,
  historyOf,
  metricOf,
  NODES,
  planOf,
  valueOf,
  type Node,
  type Plan,
} from './full-rate-channels.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const FILE_MS = 2_200;
/** Two hours into a day: tiles have room to grow, and no nightly work falls into the time. */
const START = Date.UTC(2026, 10, 20, 10, 0, 0);
const RUN = `/daq/${CAMPAIGN}/presa_dati_01`;

export interface FullRate extends AsyncDisposable {
  readonly catalogue: TestCatalogue;
  readonly directory: string;
  readonly publisher: Publisher;
  /** Time of recorder and publisher, UTC ms. */
  readonly now: () => number;
  /** Lets so much time pass, publishing as often as a publisher does that is always nudged. */
  pass(ms: number, onPublication?: (tookMs: number) => void): Promise<void>;
}

export interface FullRateOptions {
  readonly channels?: number;
  /** Metrics of agents and the hub that are recorded once a minute, as channels beside those. */
  readonly recorded?: number;
  /** How long channels and run have been read and written before the first publication, ms. */
  readonly before?: number;
  /** Older runs of the campaign, of 30 files each. */
  readonly runs?: number;
}

/** Starts a catalogue with 200 channels, a run and its agents, publishes it once, and waits for time to pass. */
export async function startFullRate(options: FullRateOptions = {}): Promise<FullRate> {
  const { channels = 200, recorded = 0, before = 2 * 3_600_000, runs = 3_000 } = options;
  const plans = [
    ...Array.from({ length: channels }, (_, n) => planOf(n, channels)),
    ...Array.from({ length: recorded }, (_, k) => metricOf(k, channels + k)),
  ];
  const catalogue = await startTestCatalogue({ settings: { campaigns: [campaignOf(plans)] } });
  let now = START;
  const clock = { now: () => now, monotonic: () => now };
  const { recorder: pool, publisher: readers } = catalogue.pools;
  const recorder = createRecorder({ pool, clock, campaigns: catalogue.config.campaigns });
  const senders = sendersOf();
  const send = async (node: Node, facts: readonly Fact[]): Promise<void> => {
    const heartbeat = now % (10 * SECOND) === 0 ? heartbeatOf(now) : null;
    const { status, body } = await recorder.record(
      senders[node].batch(facts, { sentAt: now, heartbeat }),
    );
    if (status !== 200 || body.refused.length > 0) throw new Error(JSON.stringify(body));
  };
  await addRuns(catalogue, runs);
  for (const plan of plans) await send('lnf-cryo', historyOf(plan, START - before, START));
  await send('lnf-daq', oldFiles(START - before, START));
  const directory = join(catalogue.home, 'snapshot');
  const publisher = await createPublisher({
    directory,
    effects: { clock, log: silentLog },
    demoNote: null,
    readConsistently: consistentReads(readers),
  });
  const rate: FullRate = {
    catalogue,
    directory,
    publisher,
    now: () => now,
    async pass(ms, onPublication) {
      for (const end = now + ms; now < end;) {
        now += LEAST_PAUSE_MS;
        if (now % SECOND === 0) {
          const facts = factsOf(plans, now);
          for (const node of NODES) {
            const own = facts.get(node) ?? [];
            if (own.length > 0 || now % (10 * SECOND) === 0) await send(node, own);
          }
          if (now % MINUTE === 0) await addEntry(catalogue, now);
        }
        const began = performance.now();
        await publisher.publish();
        onPublication?.(performance.now() - began);
      }
    },
    async [Symbol.asyncDispose]() {
      await recorder.close();
      await catalogue[Symbol.asyncDispose]();
    },
  };
  await rate.pass(2 * SECOND);
  return rate;
}

function sendersOf(): Readonly<Record<Node, Sender>> {
  const senders = NODES.map((node) => [node, createSender(node, 'all')]);
  return Object.fromEntries(senders) as Record<Node, Sender>;
}

function oldFiles(from: number, to: number): readonly Fact[] {
  const count = Math.floor((to - from) / FILE_MS);
  return Array.from({ length: count }, (_, i) => dataFile(Math.floor(from / FILE_MS) + i));
}

function dataFile(file: number): FileFact {
  const name = `quax_${String(file).padStart(10, '0')}.dat`;
  const adler32 = (Math.imul(file, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
  const copy = { location: 'lnf-daq', uri: `file:///daq/${name}` };
  const seen = { bytes: 34_000_000 + (file % 7), adler32, takenAt: file * FILE_MS };
  return fileFact({ run: RUN, name, copy, tunerDeg: 22.3, ...seen });
}

/** Closed runs of the weeks before, as their import left them. */
async function addRuns({ administrator }: TestCatalogue, count: number): Promise<void> {
  if (count === 0) return;
  await administrator.query(
    `INSERT INTO run (campaign_id, number, path, kind, origin, start_ms, end_ms, state, closed_by, file_count,
       sized_count, bytes_sum, first_file_ms, last_file_ms, cadence_ms)
     SELECT 1, seq, CONCAT('/data/', seq), 'physics', 'import', ? + seq * 600000, ? + seq * 600000 + 66000, 'closed',
       'import', 30, 30, 30 * 34000000, ? + seq * 600000, ? + seq * 600000 + 66000, 2200
     FROM seq_1_to_${count}`,
    Array.from({ length: 4 }, () => START - (count + 200) * 600_000),
  );
  await administrator.query(
    `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes, adler32)
     SELECT r.id, CONCAT('old_', LPAD(s.seq, 6, '0'), '.dat'), r.start_ms + s.seq * 2200, 'header', 34000000,
       LPAD(HEX(MOD(r.id * 40503 * s.seq, 4294967296)), 8, '0')
     FROM run r JOIN seq_1_to_30 s WHERE r.origin = 'import'`,
  );
  await administrator.query('UPDATE campaign SET last_run_number = ? WHERE id = 1', [count]);
}

/** What came in the second before `now`, by the node that sends it. */
function factsOf(plans: readonly Plan[], now: number): ReadonlyMap<string, readonly Fact[]> {
  const second = now / SECOND;
  const facts = new Map<string, Fact[]>();
  const add = (node: Node, fact: Fact): void => {
    facts.set(node, [...(facts.get(node) ?? []), fact]);
  };
  for (const plan of plans) {
    if ((second + plan.n) % (plan.cadenceMs / SECOND) !== 0) continue;
    const t = plan.isWhole ? now - SECOND : now - SECOND + ((second * 131 + plan.n * 37) % 900);
    const values = [[t, valueOf(plan, t), 'good'] as const];
    add(plan.node, { kind: 'readings', channel: plan.name, values, origin: 'live' });
  }
  const file = Math.floor(now / FILE_MS);
  if (file !== Math.floor((now - SECOND) / FILE_MS)) {
    const fact = dataFile(file);
    add('lnf-daq', fact);
    add('lnf-store', copyOf(fact.name, now));
  }
  addSlow(add, second, now);
  return facts;
}

function copyOf(name: string, at: number): Fact {
  return {
    kind: 'replica',
    campaign: CAMPAIGN,
    run: RUN,
    name,
    location: 'cnaf-cloud',
    uri: `s3://flash/${name}`,
    state: 'present',
    locality: 'disk',
    at,
    verified: null,
    why: null,
  };
}

/** A step of the tuner with its sweep every two minutes, three jobs that change every ten seconds, volumes every half minute. */
function addSlow(add: (node: Node, fact: Fact) => void, second: number, now: number): void {
  if (second % 120 === 0) {
    const n = second / 120;
    const name = `S11_${n}.txt`;
    const fitted = fit(8.83e9 + (n % 1_000) * 2_000, 21_000 + (n % 17));
    const taken = { run: RUN, name, takenAt: now - SECOND, tunerDeg: (n % 700) / 10 };
    add('lnf-daq', fileFact(taken));
    add('lnf-daq', sweepFact({ ...taken, fit: fitted }));
  }
  if (second % 10 === 0) {
    for (const k of [0, 1, 2]) {
      const id = `${Math.floor(second / 10) * 3 + k - 40 * k}.0`;
      const state = k === 0 ? 'idle' : k === 1 ? 'running' : 'completed';
      const endedAt = state === 'completed' ? now : null;
      add('lnf-farm', jobFact({ id, state, seenAt: now, submittedAt: START, endedAt }));
    }
    add('lnf-farm', {
      kind: 'queue',
      scheduler: 'htcondor',
      instance: 'schedd.example',
      seenAt: now - SECOND,
      ids: Array.from({ length: 40 }, (_, k) => `${Math.floor(second / 10) * 3 - k}.0`),
    });
  }
  if (second % 30 === 0) {
    const resource = { resource: 'lnf-daq/daq', label: 'DAQ', role: 'daq', unit: 'By' } as const;
    add('lnf-daq', {
      kind: 'usage',
      ...resource,
      at: now,
      used: 1e12 + second * 1e5,
      capacity: 4e12,
    });
  }
}

function heartbeatOf(now: number): NonNullable<Batch['heartbeat']> {
  const collectors = ['daq', 'host', 'readings', 'batch'].map((name) => ({
    name,
    up: true,
    lastSuccess: now - SECOND,
    lastError: null,
  }));
  return { version: '1', startedAt: START, collectors, spoolFacts: 0, spoolOldestAt: null };
}

async function addEntry({ administrator }: TestCatalogue, now: number): Promise<void> {
  const id = String(now).padStart(26, '0');
  await administrator.query(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, title, body)
     VALUES (?, ?, 'human', 'Ada Rossi', ?, ?, 'Shift note', 'All channels are quiet.')`,
    [id, id, now, now],
  );
  await administrator.query(
    "INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms) VALUES (?, 'log', 1, ?, ?)",
    [now, now, now],
  );
}
