/** A real Mosquitto on a free port and in a folder of its own, and a publisher. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import { programPath, unpackedLibraries } from './needs-program.ts';
import { waitUntil } from './wait-until.ts';

export interface Broker {
  readonly port: number;
  readonly folder: string;
  readonly start: () => Promise<void>;
  /** SIGTERM saves sessions and queues; SIGKILL does not. */
  readonly stop: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

/** Starts a broker that keeps sessions; `more` are lines of its configuration. It ends with the test. */
export async function startBroker(
  t: TestContext,
  { folder = newFolder(), more = ['allow_anonymous true'] } = {},
): Promise<Broker> {
  const broker = await openBroker(more, folder);
  t.after(async () => {
    await broker.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return broker;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'flash-mqtt-'));
}

/** Starts a broker that its caller ends. */
export async function openBroker(
  more: readonly string[],
  folder: string = newFolder(),
): Promise<Broker> {
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'user root',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 100000',
    ...more,
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  let child: ReturnType<typeof spawn> | null = null;
  const broker: Broker = {
    port,
    folder,
    async start() {
      const program = programPath('FLASH_MOSQUITTO') ?? '';
      child = spawn(program, ['-c', config], { env: withLibraries(), stdio: 'ignore' });
      await waitUntil('the broker', () => answers(port));
    },
    async stop(signal) {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
  await broker.start();
  return broker;
}

/** Connects a client for the test; it ends with the test. */
export async function connectPublisher(
  t: TestContext,
  { port }: Broker,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = connect({
    host: '127.0.0.1',
    port,
    protocol: 'mqtt',
    reconnectPeriod: 100,
    ...options,
  });
  client.on('error', () => undefined);
  t.after(() => client.end(true));
  await waitUntil('the publisher', () => client.connected);
  return client;
}

function withLibraries(): NodeJS.ProcessEnv {
  return { ...process.env, LD_LIBRARY_PATH: unpackedLibraries('mosquitto') };
}

/** Hashes the passwords of a file with lines `user:password`, as the broker wants them. */
export function hashPasswords(file: string): void {
  const broker = programPath('FLASH_MOSQUITTO') ?? '';
  const program = join(dirname(broker), '..', 'bin', 'mosquitto_passwd');
  execFileSync(program, ['-U', file], { env: withLibraries() });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
