/** How a command writes the logbook: through the hub of this configuration, or into the catalogue itself where no hub runs. */

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import type { CommandInput } from '#telemetry/command.ts';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import { configOf } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { hubAnswers } from '#telemetry/delivery/hub-door.ts';
import { createSender, type SenderAnswer } from '#telemetry/delivery/sender.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { stderrLog } from '#telemetry/log.ts';
import type { Act, ActResult } from '#telemetry/logbook/act.ts';
import { parseAct, writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { writerTokenPath } from './hub-token.ts';

/** A hub that is being restarted is back within this; then the act is kept as a draft. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 500;

export interface LogbookDoor extends AsyncDisposable {
  /** Has an act done. @throws {FlashError} that says why it was not; transient where it may be later */
  readonly send: (act: Act) => Promise<ActResult>;
}

/** Opens the door that fits: the hub when it answers, else the catalogue. */
export async function openLogbookDoor(input: CommandInput): Promise<LogbookDoor> {
  const config = configOf(input);
  const url = recorderUrl(config);
  const { ca_file: caFile } = config.agent;
  if (await hubAnswers(url, caFile)) return await openHub(config, url, input.signal);
  return await openOwn(config, input);
}

async function openHub(
  config: FlashConfig,
  url: string,
  signal: AbortSignal,
): Promise<LogbookDoor> {
  const path = writerTokenPath(config);
  const token = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FlashError({
      operation: 'write the logbook',
      subject: path,
      reason: 'the token of the hub cannot be read',
      hint: 'type it as the user of the hub, with its FLASH_HOME; the hub makes the token when it starts',
      cause,
    });
  });
  const sender = createSender({ url: `${url}/write/v1/acts`, caFile: config.agent.ca_file });
  const headers = {
    authorization: `Bearer ${token.trim()}`,
    'content-type': 'application/json',
  };
  return {
    async send(act) {
      const body = JSON.stringify(act);
      const until = performance.now() + PATIENCE_MS;
      for (;;) {
        signal.throwIfAborted();
        const answer = await sender.post(body, headers).catch(() => null);
        if (answer !== null && answer.status !== 503) return readAnswer(url, answer);
        if (performance.now() > until) throw away(url);
        await sleep(PAUSE_MS, undefined, { signal });
      }
    },
    [Symbol.asyncDispose]() {
      sender.close();
      return Promise.resolve();
    },
  };
}

async function openOwn(config: FlashConfig, input: CommandInput): Promise<LogbookDoor> {
  const log = stderrLog('catalogue');
  const catalogue = await openCatalogue({ config, env: input.env, log, mode: 'use' });
  const { campaigns } = config;
  const idleCloseMs = config.run.idle_close_s * 1_000;
  const options = { pools: catalogue.pools, clock: systemClock, campaigns, idleCloseMs };
  return {
    // Read as the hub would, so that an act that is refused there is refused here.
    send: (act) => writeAct(options, parseAct(act)),
    [Symbol.asyncDispose]: () => catalogue.close(),
  };
}

function readAnswer(url: string, { status, body }: SenderAnswer): ActResult {
  if (status === 200 || status === 201) return JSON.parse(body) as ActResult;
  const said = body.startsWith('{"error":') ? (JSON.parse(body) as { error: string }).error : body;
  throw new FlashError({
    operation: 'write the logbook',
    subject: url,
    reason: `the hub answered ${String(status)}: ${said.slice(0, 300)}`,
  });
}

function away(url: string): FlashError {
  return new FlashError({
    operation: 'write the logbook',
    subject: url,
    reason: `the hub has not answered for ${String(PATIENCE_MS / 1_000)} s`,
    transient: true,
  });
}
