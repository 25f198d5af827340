/** A real hub in the test's own process: embedded catalogue, recorder, publisher, and the real compiled site. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compiledSite } from '#site/compiled-site.ts';
import { startHub, type Hub } from '#site/hub.ts';
import { tokenPath } from '#site/hub-token.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { testConfig } from '../catalogue.ts';
import { copyPreparedCatalogue } from '../prepared-catalogue.ts';

const SHARED_CACHE = resolve(import.meta.dirname, '..', '..', '..', '.cache');

export interface LivingHub extends AsyncDisposable {
  readonly hub: Hub;
  readonly url: string;
  /** Delivers one batch as an agent does; resolves when it is acknowledged, which is after its commit. */
  deliver(facts: readonly Fact[]): Promise<void>;
}

/** Starts a hub on a free port with an empty catalogue; `settings` as in `flash.yaml`. */
export async function startLivingHub(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<LivingHub> {
  const home = mkdtempSync(join(tmpdir(), 'flash-hub-'));
  const config = testConfig(home, { settings: { hub: { listen: '127.0.0.1:0' }, ...settings } });
  const site = await compiledSite({ home: SHARED_CACHE, url: null });
  copyPreparedCatalogue(config.homeDirectory);
  const hub = await startHub({
    config,
    env: process.env,
    effects: { clock: systemClock, log: silentLog },
    site,
  });
  const token = readFileSync(tokenPath(config), 'utf8').trim();
  const spool = randomUUID();
  let sent = 0;
  return {
    hub,
    url: hub.url,
    async deliver(facts) {
      const [first, last] = [sent + 1, sent + facts.length];
      const response = await fetch(`${hub.url}/ingest/v1/batches`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          version: 1,
          agent: config.node,
          spool,
          stream: 'test',
          first,
          last,
          facts,
          sentAt: Date.now(),
          heartbeat: null,
        }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the recorder answers ${response.status}: ${text}`);
      if (!text.includes('"refused":[]')) throw new Error(`a fact was refused: ${text}`);
      sent = last;
    },
    async [Symbol.asyncDispose]() {
      await hub.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
