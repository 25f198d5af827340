/** Waits: until a part answers, and until what was written before the agent started has reached the site. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../snapshot/schema/manifest.ts';
import type { PackedNow } from '../snapshot/encoding/now-table.ts';

/** How long things are waited for, ms. */
export interface Patience {
  /** A file this fresh means that the present is reached. */
  readonly freshMs: number;
  /** No more files for so long from an agent that has nothing left: the experiment is not taking data now. */
  readonly quietMs: number;
  /** No more files for so long, whatever the agent does: it is not this that waits for it. */
  readonly silentMs: number;
  /** Between two looks. */
  readonly everyMs: number;
}

const PATIENCE: Patience = { freshMs: 20_000, quietMs: 15_000, silentMs: 120_000, everyMs: 500 };

/** What an agent has still to do, by its own figures. */
const LEFT = [
  'flash_daq_unlisted_directories',
  'flash_daq_backlog_files',
  'flash_agent_spool_facts',
] as const;

/** Resolves when the address answers, or when the signal is aborted. */
export async function waitForAnswer(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}

/** Asks the agent and the hub's snapshot until the one has nothing left and the newest file of the other is fresh, or nothing more comes. */
export async function waitForCatchUp(options: {
  readonly url: string;
  /** The agent's page of metrics. */
  readonly metrics: string;
  readonly signal: AbortSignal;
  readonly onProgress: (detail: string) => void;
  readonly patience?: Patience;
}): Promise<void> {
  const { url, metrics, signal, onProgress, patience = PATIENCE } = options;
  let files = -1;
  let changedAt = performance.now();
  while (!signal.aborted) {
    // The agent first: what it has handed over is in the snapshot that is read then, or in the next.
    const isDone = await hasNothingLeft(metrics).catch(() => null);
    const state = await readState(url).catch(() => null);
    if (state !== null) {
      if (state.files !== files) changedAt = performance.now();
      files = state.files;
      onProgress(`${files.toLocaleString('en').replaceAll(',', ' ')} files`);
      const isFresh = state.newest !== null && Date.now() - state.newest < patience.freshMs;
      if (isFresh && isDone !== false) return;
    }
    const quietFor = files < 0 ? 0 : performance.now() - changedAt;
    if (quietFor > patience.silentMs || (isDone === true && quietFor > patience.quietMs)) return;
    await sleep(patience.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether an agent has listed, read and delivered all; null: it has not said so far what it has to do. */
async function hasNothingLeft(metrics: string): Promise<boolean | null> {
  const text = await (await fetch(metrics)).text();
  const left = LEFT.map((name) => new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return left.includes(undefined) ? null : left.every((value) => value === '0');
}

async function readState(
  url: string,
): Promise<{ readonly files: number; readonly newest: number | null }> {
  const manifest = (await (await fetch(`${url}/data/snapshot.json`)).json()) as Manifest;
  const now = (await (await fetch(`${url}/data/${manifest.assets.now.path}`)).json()) as PackedNow;
  return { files: manifest.rows['file'] ?? 0, newest: now.daq?.lastFile?.t ?? null };
}
