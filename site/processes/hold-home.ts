/** One `flash up` a home, on ports that are free: said before anything is started. */

import { existsSync, mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLease, takeLease, type Lease } from '#telemetry/lease.ts';
import { placeEmbedded } from '#telemetry/catalogue/embedded/place.ts';
import { upLease } from '#telemetry/config/addresses.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { FlashError } from '#telemetry/errors.ts';
import { listenHttp } from '#telemetry/http/listen.ts';

/** The parts of a `flash up` that was killed end by themselves; this is how long the next one waits for them. */
const LEFT_OVER_MS = 10_000;
const LOOK_AGAIN_MS = 100;

export type HeldConfig = Pick<FlashConfig, 'homeDirectory' | 'hub' | 'agent'>;

/**
 * Takes the home for this process.
 * @throws {FlashError} where another `flash up` runs there, or a port is taken
 */
export async function holdHome(config: HeldConfig, signal: AbortSignal): Promise<Lease> {
  const path = upLease(config.homeDirectory);
  mkdirSync(config.homeDirectory, { recursive: true });
  const wasKilled = existsSync(path);
  const lease = takeLease(path, 'hold', {
    hub: config.hub.listen,
    agent: config.agent.listen,
  });
  if (!('release' in lease)) {
    throw new FlashError({
      operation: 'start',
      subject: config.homeDirectory,
      reason: `it runs already: process ${lease.pid} (${lease.command})`,
      hint: `open http://${config.hub.listen}, or end that process, or choose another FLASH_HOME and FLASH_PORT`,
    });
  }
  try {
    if (wasKilled) await untilPartsEnded(config, signal);
    await checkPorts(config);
    return lease;
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** Waits for a while until nothing of an earlier start is left; what then still is there says so itself. */
async function untilPartsEnded(config: HeldConfig, signal: AbortSignal): Promise<void> {
  const { lease } = placeEmbedded(config.homeDirectory);
  const end = performance.now() + LEFT_OVER_MS;
  while (performance.now() < end && !signal.aborted) {
    const isFree = await checkPorts(config).then(
      () => true,
      () => false,
    );
    if (isFree && readLease(lease) === null) return;
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Opens and closes what hub and agent will listen on: a taken port is known before a site is compiled. */
async function checkPorts({ hub, agent }: HeldConfig): Promise<void> {
  const asked = [
    { what: 'hub', address: hub.listen, variable: 'FLASH_PORT' },
    { what: 'agent', address: agent.listen, variable: 'FLASH_AGENT_PORT' },
  ];
  for (const options of asked) {
    const listener = await listenHttp({ ...options, answer: () => Promise.resolve() });
    await listener.close(0);
  }
}
