/** The agent's one file with every collector, in real time: what became of its memory, and of what it was given. */

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { NODE_ENVIRONMENT, NODE_FLAGS } from '#agents/deploy/node-flags.ts';
import { makeBundle, startBundle } from '../../bench/agent-bundle.ts';
import { memoryMib } from '../../bench/process-cost.ts';
import { waitUntil } from '../wait-until.ts';
import { startBusyNode } from './busy-node.ts';
import type { BusyCounts, BusyNode } from './busy-node.ts';

const WARM_UP_S = 300;
const SCRAPE_S = 15;
/** A tenth of FLASH's files, so that a disk is not written full for hours; a file is read in pieces, whatever its size. */
const FILE_BYTES = 3_400_000;
/** The slowest rounds come once a minute; what is missing after three has not come. */
const SETTLE_MS = 200_000;
const COLLECT = resolve(import.meta.dirname, 'collect-child.ts');

export interface BusyLife {
  readonly ranS: number;
  readonly scrapes: number;
  readonly counts: BusyCounts;
  /** Private anonymous memory after forced collections: in the end, and how much that is more than after the warm-up. */
  readonly anonymousMib: number;
  readonly grownMib: number;
  /** Collectors whose last round was good. */
  readonly up: number;
}

/** Lives for so many seconds, scraped every 15 s; then the sources are silent until all has come, or three minutes. */
export async function liveBusily(seconds: number): Promise<BusyLife> {
  const warmUpS = Math.min(WARM_UP_S, seconds / 2);
  await using node = await startBusyNode({ fileBytes: FILE_BYTES, mostS: seconds + 600 });
  const collected = join(node.folder, 'collected');
  const child = startBundle(makeBundle(node.folder), node.config, {
    flags: [...NODE_FLAGS, '--expose-gc', '--import', COLLECT],
    environment: { ...NODE_ENVIRONMENT, FLASH_COLLECTED: collected },
  });
  let scrapes = 0;
  const scrape = async (): Promise<string> => {
    const answer = await fetch(node.url);
    if (!answer.ok) throw new Error(`a scrape was answered ${answer.status}`);
    scrapes += 1;
    return answer.text();
  };
  const scrapeFor = async (forS: number): Promise<void> => {
    const until = performance.now() + forS * 1_000;
    while (performance.now() < until) {
      await sleep(Math.min(SCRAPE_S * 1_000, until - performance.now()));
      await scrape();
    }
  };
  try {
    await waitUntil('the agent', () => readPage(node).then(isConnected, () => false), 60_000);
    node.speak();
    await scrapeFor(warmUpS);
    const before = await collectedMib(child.pid, collected);
    await scrapeFor(seconds - warmUpS);
    const grownMib = (await collectedMib(child.pid, collected)) - before;
    await node.silence();
    const counts = await settle(node);
    const up = countUp(await scrape());
    return { ranS: seconds, scrapes, counts, anonymousMib: before + grownMib, grownMib, up };
  } finally {
    child.kill('SIGKILL');
  }
}

async function readPage({ url }: BusyNode): Promise<string> {
  return (await fetch(url)).text();
}

const isConnected = (page: string): boolean => /^flash_mqtt_connected(?:\{.*\})? 1$/m.test(page);

/** What the recorder has when all has come, or after the time that all needs. */
async function settle(node: BusyNode): Promise<BusyCounts> {
  const isWhole = (): boolean => node.count().lost === 0;
  await waitUntil('everything', isWhole, SETTLE_MS).catch(() => undefined);
  return node.count();
}

/** Private anonymous memory after a forced collection. */
async function collectedMib(pid: number | undefined, file: string): Promise<number> {
  const said = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const before = said();
  if (pid === undefined) throw new Error('the agent was not started');
  process.kill(pid, 'SIGUSR2');
  await waitUntil('a collection', () => said() > before);
  return memoryMib(pid, 'Anonymous');
}

function countUp(page: string): number {
  return page.split('\n').filter((line) => /^flash_collector_up\{.*\} 1$/.test(line)).length;
}
