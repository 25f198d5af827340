/** How a command delivers facts: to the hub of this configuration, or to a recorder in this process where no hub runs. */

import { readFile } from 'node:fs/promises';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import type { CommandInput, RecorderDoor } from '#telemetry/command.ts';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import { configOf } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { hubAnswers, openHubDoor, refusedBatch } from '#telemetry/delivery/hub-door.ts';
import { systemClock } from '#telemetry/effects.ts';
import { stderrLog } from '#telemetry/log.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { tokenPath } from './hub-token.ts';

/** Opens the door that fits: the hub when it answers, else the catalogue itself. */
export async function openRecorderDoor(input: CommandInput): Promise<RecorderDoor> {
  const config = configOf(input);
  const url = recorderUrl(config);
  const token = await readFile(tokenPath(config), 'utf8').catch(() => null);
  const { ca_file: caFile } = config.agent;
  if (token !== null && (await hubAnswers(url, caFile)))
    return openHubDoor({ url, token: token.trim(), signal: input.signal, caFile });
  return await ownDoor(config, input);
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
      if (status !== 200) throw refusedBatch('this process', status, JSON.stringify(body));
      return { refused: body.refused, added: body.added ?? null };
    },
    async close() {
      await recorder.close();
      await catalogue.close();
    },
  };
}
