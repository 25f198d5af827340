/** How a command delivers facts to a hub that runs: over HTTP, patient while the hub is restarted. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Delivered, RecorderDoor } from '../command.ts';
import { FlashError } from '../errors.ts';
import { readAnswer } from './answer.ts';
import { createSender, isCertificateError } from './sender.ts';
import type { SenderAnswer } from './sender.ts';

/** A hub that is being restarted is back well within this; then the command gives up, and can be run again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** A hub that is there answers this within so long. */
const ANSWER_MS = 2_000;

/** Whether a hub answers at the address; `caFile`: certificates that sign its own, beside those that Node knows. */
export async function hubAnswers(url: string, caFile?: string): Promise<boolean> {
  const sender = createSender({ url: `${url}/healthz`, timeoutMs: ANSWER_MS, caFile });
  try {
    const { status, body } = await sender.get();
    return status === 200 && body === 'ok\n';
  } catch (thrown) {
    // A certificate that is not accepted is no absence: a person has to be told.
    if (isCertificateError(thrown)) throw thrown;
    return false;
  } finally {
    sender.close();
  }
}

export interface HubDoorOptions {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /** Certificates that sign the hub's, beside those that Node knows. */
  readonly caFile?: string | undefined;
}

/** Opens the door to the hub at the address. */
export function openHubDoor({ url, token, signal, caFile }: HubDoorOptions): RecorderDoor {
  const sender = createSender({ url: `${url}/ingest/v1/batches`, caFile });
  const post = async (body: string): Promise<SenderAnswer | null> =>
    await sender.post(body, { authorization: `Bearer ${token}` }).catch(() => null);
  return {
    async deliver(batch) {
      const body = JSON.stringify(batch);
      const until = performance.now() + PATIENCE_MS;
      // After a lost answer nobody knows what the first attempt added.
      let isRepeated = false;
      for (;;) {
        signal.throwIfAborted();
        const response = await post(body);
        if (response?.status === 200) {
          const said = readDelivered(response.body);
          return isRepeated ? { ...said, added: null } : said;
        }
        isRepeated ||= response === null;
        const isAway = response === null || response.status === 503;
        if (!isAway) throw refusedBatch(url, response.status, response.body);
        if (performance.now() > until) throw away(url);
        await sleep(PAUSE_MS, undefined, { signal });
      }
    },
    close() {
      sender.close();
      return Promise.resolve();
    },
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
