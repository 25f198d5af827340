/** A node at rest: 200 channels of 10 cryostats that write a reading a minute, and the host. */

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEVICES = 10;
const CHANNELS_EACH = 20;
const READING_MS = 60_000;

/** Channels that are configured. */
export const CHANNELS = DEVICES * CHANNELS_EACH;

/** Writes the logs of a folder, one reading of each channel now and one each minute; returns what ends it. */
export function writeLogs(folder: string): () => void {
  writeReadings(folder);
  const timer = setInterval(writeReadings, READING_MS, folder);
  return () => clearInterval(timer);
}

function writeReadings(folder: string): void {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const [year = '', month = '', day = ''] = date.slice(2).split('-');
  for (let device = 0; device < DEVICES; device += 1) {
    const today = join(folder, nameOf(device), `${year}-${month}-${day}`);
    mkdirSync(today, { recursive: true });
    for (let n = 1; n <= CHANNELS_EACH; n += 1) {
      const value = (0.011 + n * 1e-6 + Math.random() * 1e-7).toExponential(6);
      const line = ` ${day}-${month}-${year},${time.slice(0, 8)},${value}\n`;
      appendFileSync(join(today, `CH${String(n)} T ${year}-${month}-${day}.log`), line);
    }
  }
}

export interface QuietNode {
  readonly port: number | undefined;
  readonly recorder: string;
  /** The file that asks for TLS; null: plain HTTP. */
  readonly tls: string | null;
}

/** Writes the configuration of a node called `name`; returns its path. */
export function writeQuietConfig(folder: string, name: string, to: QuietNode): string {
  const file = join(folder, `${name}.yaml`);
  const devices = Array.from({ length: DEVICES }, (_, n) => ({
    name: nameOf(n),
    kind: 'bluefors',
    path: join(folder, nameOf(n)),
  }));
  const agent = { listen: `127.0.0.1:${String(to.port)}`, recorder: to.recorder, token: 'bench' };
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      node: 'quiet',
      time_zone: 'UTC',
      home: join(folder, `home-${name}`),
      agent: { ...agent, ...(to.tls === null ? {} : { web_config_file: to.tls }) },
      collectors: { cryostat: { devices }, host: {} },
    }),
  );
  return file;
}

function nameOf(device: number): string {
  return `fridge${String(device)}`;
}
