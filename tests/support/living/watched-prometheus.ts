/** The Prometheus of the watched demo: started with the files that "flash dashboards" writes, and asked. */

import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportAll } from '#dashboards/export/index.ts';
import { INPUT } from '../dashboard-files.ts';
import { programPath } from '../needs-program.ts';
import type { WatchedPlace } from './watched-place.ts';

const SCRAPE = '250ms';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Asks Prometheus for a moment, UTC ms. */
export type Ask = (query: string, at: number) => Promise<readonly Sample[]>;

/** When Prometheus last asked each of the two, UTC ms. */
export interface LastScrapes {
  readonly hub: number;
  readonly agent: number;
}

/** Returns when it last asked hub and agent. */
export async function lastScrapes(ask: Ask): Promise<LastScrapes> {
  const samples = await ask('timestamp(up)', Date.now());
  const of = (job: string): number =>
    Math.round((samples.find(({ labels }) => labels['job'] === job)?.value ?? 0) * 1_000);
  return { hub: of('flash-hub'), agent: of('flash-agent') };
}

/** Prometheus with the configuration that "flash dashboards" writes, rules and all; it only scrapes more often. */
export function startPrometheus(place: WatchedPlace, hubUrl: string): ChildProcess {
  const { host } = new URL(hubUrl);
  const files = exportAll({
    ...INPUT,
    hub: { ...INPUT.hub, address: host },
    agent: { ...INPUT.agent, address: `127.0.0.1:${place.agentPort}`, node: 'demo-daq' },
  });
  const folder = join(place.folder, 'prometheus');
  for (const { path, text } of files) {
    if (!/^(prometheus\.yml|rules\/|targets\/)/.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const quick = text.replace(/(scrape_interval|scrape_timeout): \S+/g, `$1: ${SCRAPE}`);
    writeFileSync(join(folder, path), quick);
  }
  const child = spawn(
    programPath('FLASH_PROMETHEUS') ?? '',
    [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${place.prometheusPort}`,
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.stderr.on('data', (data: Buffer) => appendFileSync(join(folder, 'log'), data));
  return child;
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** Asks the one that listens on a port. */
export function asker(port: number): Ask {
  return async (query, at) => {
    const url = new URL(`http://127.0.0.1:${port}/api/v1/query`);
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ query, time: String(at / 1_000) }),
    });
    if (!response.ok) throw new Error(`Prometheus answers ${await response.text()} to ${query}`);
    const { data } = (await response.json()) as Answer;
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
}
