/** How a command delivers facts to a hub that runs: over HTTP, patient while the hub is restarted. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Delivered, RecorderDoor } from '../command.ts';
import { FlashError } from '../errors.ts';
import { readAnswer } from './answer.ts';

/** A hub that is being restarted is back well within this; then the command gives up, and can be run again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** Whether a hub answers at the address. */
export async function hubAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && (await response.text()) === 'ok\n';
  } catch {
    return false;
  }
}

/** Opens the door to the hub at the address. */
export function openHubDoor(url: string, token: string, signal: AbortSignal): RecorderDoor {
  const post = async (body: string): Promise<Response | null> =>
    await fetch(`${url}/ingest/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    }).catch(() => null);
  return {
    async deliver(batch) {
      const body = JSON.stringify(batch);
      const until = performance.now() + PATIENCE_MS;
      // After a lost answer nobody knows what the first attempt added.
      let isRepeated = false;
      for (;;) {
        signal.throwIfAborted();
        const response = await post(body);
        if (response?.ok === true) {
          const said = readDelivered(await response.text());
          return isRepeated ? { ...said, added: null } : said;
        }
        isRepeated ||= response === null;
        const isAway = response === null || response.status === 503;
        if (!isAway) throw refusedBatch(url, response.status, await response.text());
        if (performance.now() > until) throw away(url);
        await sleep(PAUSE_MS, undefined, { signal });
      }
    },
    close: async () => await Promise.resolve(),
  };
}

/** Reads the body of a 200. */
function readDelivered(body: string): Delivered {
  const answer = readAnswer({ status: 200, body });
  if (answer.kind !== 'acknowledged') return { refused: [], added: null };
  return { refused: answer.refused, added: answer.added };
}

/** The error of a batch that the recorder did not take. */
export function refusedBatch(where: string, status: number, text: string): FlashError {
  return new FlashError({
    operation: 'deliver facts',
    subject: where,
    reason: `the recorder answered ${status}: ${text.slice(0, 300)}`,
    hint: 'what was delivered before is kept; the same command can be run again and doubles nothing',
    transient: status === 503,
  });
}

function away(url: string): FlashError {
  return new FlashError({
    operation: 'deliver facts',
    subject: url,
    reason: `the hub has not answered for ${PATIENCE_MS / 1_000} s`,
    hint: 'what was delivered before is kept; run the same command again when it is back',
    transient: true,
  });
}
