/** Waits: until a part answers, and until what was written before the agent started has reached the site. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../snapshot/schema/manifest.ts';
import type { PackedNow } from '../snapshot/encoding/now-table.ts';

/** A file this fresh means that the past is in. */
const FRESH_MS = 20_000;
/** No more files for so long, and nothing fresh: the experiment is not taking data now; there is nothing to wait for. */
const QUIET_MS = 15_000;

/** Resolves when the address answers, or when the signal is aborted. */
export async function waitForAnswer(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}

/** Asks the hub's snapshot twice a second until its newest file is fresh, or nothing more comes. */
export async function waitForCatchUp(options: {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly onProgress: (detail: string) => void;
}): Promise<void> {
  let files = -1;
  let changedAt = performance.now();
  while (!options.signal.aborted) {
    const state = await readState(options.url).catch(() => null);
    if (state !== null) {
      if (state.files !== files) changedAt = performance.now();
      files = state.files;
      options.onProgress(`${files.toLocaleString('en').replaceAll(',', ' ')} files`);
      if (state.newest !== null && Date.now() - state.newest < FRESH_MS) return;
    }
    if (performance.now() - changedAt > QUIET_MS && files >= 0) return;
    await sleep(500, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

async function readState(
  url: string,
): Promise<{ readonly files: number; readonly newest: number | null }> {
  const manifest = (await (await fetch(`${url}/data/snapshot.json`)).json()) as Manifest;
  const now = (await (await fetch(`${url}/data/${manifest.assets.now.path}`)).json()) as PackedNow;
  return { files: manifest.rows['file'] ?? 0, newest: now.daq?.lastFile?.t ?? null };
}
