/** A node with everything that an agent can collect: instruments, a broker, three schedulers; and a recorder that counts. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';

import { KubeDouble } from '../kube-double.ts';
import { freePorts } from '../living/free-port.ts';
import { openBroker } from '../mosquitto.ts';
import { openAccount } from './account.ts';
import { writeBusyConfiguration } from './configuration.ts';
import { COLUMNS, TOPICS, type Instruments } from './instruments.ts';
import { createJobs } from './jobs.ts';
import { nthValue } from './nth-value.ts';

/** The channels of the table, and of the broker's topics, each with a message a second. */
const TABLE = Array.from({ length: COLUMNS }, (_, n) => `busy/t${n}`);
const MESSAGES = Array.from({ length: TOPICS }, (_, n) => `rack/ch${n}`);
const MESSAGE_MS = 1_000;
const STEP_MS = 60_000;

export interface BusyNodeOptions {
  /** Bytes of a data file; one comes every 2.2 s. */
  readonly fileBytes: number;
  /** How long it may live. */
  readonly mostS: number;
}

/** What was given to the agent, and what of it the recorder has. */
export interface BusyCounts extends Readonly<Record<string, number>> {
  readonly readings: number;
  readonly messages: number;
  readonly files: number;
  readonly jobs: number;
  /** What the recorder has not. */
  readonly lost: number;
  readonly doubled: number;
}

export interface BusyNode extends AsyncDisposable {
  readonly folder: string;
  readonly config: string;
  /** The agent's page. */
  readonly url: string;
  /** Messages come from now on: once the agent's session is there, the broker keeps them for it. */
  readonly speak: () => void;
  /** Data files have so many bytes from now on, four at least. */
  readonly resize: (bytes: number) => void;
  /** Makes the sources silent; what they gave can then be looked for. */
  readonly silence: () => Promise<void>;
  /** After `silence`. */
  readonly count: () => BusyCounts;
}

/** Starts everything but the agent, whose first start finds it all. The caller checks that there is a mosquitto. */
export async function startBusyNode({ fileBytes, mostS }: BusyNodeOptions): Promise<BusyNode> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-busy-'));
  const [table, daq] = [join(folder, 'table'), join(folder, 'daq')];
  const run = join(daq, 'Run_2026.11-TEST', 'presa_dati_01');
  const words = [table, run, String(fileBytes)];
  const instruments = fork(join(import.meta.dirname, 'instruments-child.ts'), words);
  const account = await openAccount([...TABLE, ...MESSAGES], 2 * mostS);
  const kube = await KubeDouble.open();
  const broker = await openBroker(['allow_anonymous true'], join(folder));
  const jobs = createJobs(folder, kube);
  const stepping = setInterval(jobs.step, STEP_MS);
  const messages = createMessages(broker.port);
  const [port = 0] = await freePorts(1);
  const outside = { kubeUrl: kube.url, brokerPort: broker.port, recorder: account.url };
  const places = { folder, table, daq, jobs, port, ...outside };
  let written: Instruments = { rows: 0, files: 0 };
  return {
    folder,
    config: writeBusyConfiguration(places),
    url: `http://127.0.0.1:${port}/metrics`,
    speak: messages.begin,
    resize: (bytes) => void instruments.send(bytes),
    async silence() {
      clearInterval(stepping);
      await messages.end();
      instruments.send('enough');
      const [said]: readonly unknown[] = await once(instruments, 'message');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own child said it
      written = said as Instruments;
    },
    count() {
      const [readings, sent] = [written.rows * COLUMNS, messages.each() * TOPICS];
      const states = [...jobs.states()];
      const came =
        account.readings(TABLE, written.rows) +
        account.readings(MESSAGES, messages.each()) +
        account.files.size +
        states.filter(([id, state]) => account.jobs.get(id) === state).length;
      const given = readings + sent + written.files + states.length;
      const counts = { readings, messages: sent, files: written.files, jobs: states.length };
      return { ...counts, lost: given - came, doubled: account.doubled() };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(stepping);
      await messages.end();
      instruments.kill('SIGKILL');
      kube.close();
      await broker.stop('SIGKILL');
      await account.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Messages {
  readonly begin: () => void;
  /** Messages of each topic that the broker has. */
  readonly each: () => number;
  readonly end: () => Promise<void>;
}

function createMessages(port: number): Messages {
  const client = connect({ host: '127.0.0.1', port });
  let each = 0;
  let timer: NodeJS.Timeout | undefined;
  const publish = (): void => {
    const payload = JSON.stringify({ t: Date.now() / 1_000, v: nthValue(each), unit: 'K' });
    for (const name of MESSAGES) client.publish(`lab/${name}`, payload, { qos: 1 });
    each += 1;
  };
  return {
    begin: () => (timer = setInterval(publish, MESSAGE_MS)),
    each: () => each,
    async end() {
      clearInterval(timer);
      if (!client.disconnecting) await client.endAsync();
    },
  };
}
