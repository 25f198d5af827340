/** Kills agent and broker while messages flow, and compares what was published with what is in the spool. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect } from 'mqtt';
import type { Broker } from './mosquitto.ts';
import { openBroker } from './mosquitto.ts';
import { waitUntil } from './wait-until.ts';

/** What kills: the agent at a named point and passage, the agent at any time, or the broker. */
export type Kill = { readonly fault: string } | { readonly after: number } | 'broker';

export interface KillCounts extends Readonly<Record<string, number>> {
  readonly kills: number;
  readonly published: number;
  readonly lost: number;
  readonly doubled: number;
}

const ROOT = resolve(import.meta.dirname, '..', '..');
/** Messages between two kills, half with a time and half without. */
const MESSAGES = 200;
/** An agent that meets its fault meets it within this time. */
const FAULT_MS = 8_000;
const FIRST = Date.UTC(2026, 10, 23, 10);
/** A broker that saves after every change loses nothing when it is killed. */
const SAVING = ['allow_anonymous true', 'autosave_on_changes true', 'autosave_interval 1'];

/** Runs an agent of its own in a folder of its own; each kill finds it at work. */
export async function runMqttKills(kills: readonly Kill[]): Promise<KillCounts> {
  const home = mkdtempSync(join(tmpdir(), 'flash-kills-'));
  const broker = await openBroker(SAVING);
  const publisher = connect({ host: '127.0.0.1', port: broker.port, reconnectPeriod: 50 });
  publisher.on('error', () => undefined);
  let agent: ChildProcess | null = null;
  try {
    writeFileSync(join(home, 'flash.yaml'), configuration(home, broker));
    agent = startAgent(home, '');
    // The session exists from the first connection on.
    await connected(agent);
    let published = 0;
    for (const kill of kills) {
      const from = published;
      published += MESSAGES;
      const isFault = typeof kill === 'object' && 'fault' in kill;
      if (isFault) {
        await end(agent, 'SIGTERM');
        agent = startAgent(home, kill.fault);
      }
      const sent = publish(publisher, from, published);
      if (kill === 'broker') {
        await broker.stop('SIGKILL');
        await broker.start();
      } else if (isFault) {
        // A passage that is never reached is a kill at any time.
        const victim = agent;
        const timer = setTimeout(() => victim.kill('SIGKILL'), FAULT_MS);
        await exited(victim);
        clearTimeout(timer);
        agent = startAgent(home, '');
      } else {
        await pause(kill.after);
        await end(agent, 'SIGKILL');
        agent = startAgent(home, '');
      }
      await sent;
    }
    await end(agent, 'SIGTERM');
    // The spool is the agent's alone: it is read between two lives.
    await waitUntil('every message', async () => {
      agent = startAgent(home, '');
      await connected(agent);
      await pause(500);
      await end(agent, 'SIGTERM');
      return readSpool(home).size >= published;
    });
    return compare(readSpool(home), kills.length, published);
  } finally {
    publisher.end(true);
    if (agent !== null) await end(agent, 'SIGKILL');
    await broker.stop('SIGKILL');
    rmSync(broker.folder, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Each message has its own value; odd ones have a time. */
async function publish(
  publisher: ReturnType<typeof connect>,
  from: number,
  to: number,
): Promise<void> {
  const all: Promise<unknown>[] = [];
  for (let n = from; n < to; n += 1) {
    const text = n % 2 === 0 ? String(n) : JSON.stringify({ t: FIRST / 1_000 + n, v: n });
    all.push(publisher.publishAsync(`lab/fridge/ch${n % 8}`, text, { qos: 1 }));
    if (n % 20 === 0) await pause(5);
  }
  await Promise.all(all);
}

function configuration(home: string, { port }: Broker): string {
  return JSON.stringify({
    node: 'kills',
    home,
    agent: { listen: '127.0.0.1:0', recorder: 'http://127.0.0.1:9', token: 'none' },
    collectors: {
      mqtt: {
        interval_s: 0.05,
        url: `mqtt://127.0.0.1:${port}`,
        topics: [{ topic: 'lab/{device}/{name}' }],
      },
    },
  });
}

function startAgent(home: string, fault: string): ChildProcess {
  const env = { ...process.env, FLASH_FAULT: fault };
  const words = [join(ROOT, 'flash.ts'), 'agent', '--config', join(home, 'flash.yaml')];
  return spawn(process.execPath, words, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  child.kill(signal);
  await exited(child);
}

/** Resolves when the agent says that it has the broker. */
async function connected(agent: ChildProcess): Promise<void> {
  let said = '';
  agent.stderr?.on('data', (chunk) => (said += String(chunk)));
  const url = await waitUntil('the address', () => /http:[^\s;",]+/.exec(said)?.[0]);
  await waitUntil('the broker', async () => {
    const text = await fetch(url).then((answer) => answer.text());
    return /^flash_mqtt_connected 1$/m.test(text);
  });
}

function ask(home: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(join(home, 'spool', 'spool.db'), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** How often each published number is among the facts. */
function readSpool(home: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { body } of ask(home, "SELECT body FROM facts WHERE stream = 'mqtt'")) {
    const fact: { kind: string; values?: [number, number][] } = JSON.parse(String(body));
    for (const [, value] of fact.values ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function compare(
  counts: ReadonlyMap<number, number>,
  kills: number,
  published: number,
): KillCounts {
  let lost = 0;
  let doubled = 0;
  for (let n = 0; n < published; n += 1) {
    const count = counts.get(n) ?? 0;
    if (count === 0) lost += 1;
    if (count > 1) doubled += 1;
  }
  return { kills, published, lost, doubled };
}
