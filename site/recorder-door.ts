/** How a command delivers facts: to the hub of this configuration, or to a recorder in this process where no hub runs. */

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import type { CommandInput, Delivered, RecorderDoor } from '#telemetry/command.ts';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import { configOf } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { readAnswer } from '#telemetry/delivery/answer.ts';
import { stderrLog, systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { tokenPath } from './hub-token.ts';

/** A hub that is being restarted is back well within this; then the command gives up, and can be run again. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** Opens the door that fits: the hub when it answers, else the catalogue itself. */
export async function openRecorderDoor(input: CommandInput): Promise<RecorderDoor> {
  const config = configOf(input);
  const url = recorderUrl(config);
  const token = await readFile(tokenPath(config), 'utf8').catch(() => null);
  if (token !== null && (await answers(url))) return hubDoor(url, token.trim(), input.signal);
  return await ownDoor(config, input);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && (await response.text()) === 'ok\n';
  } catch {
    return false;
  }
}

function hubDoor(url: string, token: string, signal: AbortSignal): RecorderDoor {
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
        if (!isAway) throw refused(url, response.status, await response.text());
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

async function ownDoor(config: FlashConfig, input: CommandInput): Promise<RecorderDoor> {
  const log = stderrLog('recorder');
  const catalogue = await openCatalogue({ config, env: input.env, log, mode: 'use' });
  const recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock: systemClock,
    log,
    campaigns: config.campaigns,
    idleCloseMs: config.run.idle_close_s * 1_000,
  });
  return {
    async deliver(batch) {
      const { status, body } = await recorder.record(batch);
      if (status !== 200) throw refused('this process', status, JSON.stringify(body));
      return { refused: body.refused, added: body.added ?? null };
    },
    async close() {
      await recorder.close();
      await catalogue.close();
    },
  };
}

function refused(where: string, status: number, text: string): FlashError {
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
