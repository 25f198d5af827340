/** The real hub in a process of its own, with a site that renders nothing: for tests that kill it. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '#telemetry/config/load.ts';
import { systemClock } from '#telemetry/effects.ts';
import { stderrLog } from '#telemetry/log.ts';
import { startHub } from '#site/hub.ts';
import { copyPreparedCatalogue } from '../prepared-catalogue.ts';

const config = loadConfig({ path: process.argv[2] ?? null, env: process.env, cwd: process.cwd() });
copyPreparedCatalogue(config.homeDirectory);
const hub = await startHub({
  config,
  env: process.env,
  effects: { clock: systemClock, log: stderrLog('hub') },
  site: {
    clientDirectory: mkdtempSync(join(tmpdir(), 'flash-no-site-')),
    render: () => Promise.resolve(new Response('no site in this test\n')),
  },
});
process.send?.({ url: hub.url, serverPid: hub.catalogue.serverPid() });
const end = (): void => {
  void hub.close().then(() => process.exit(0));
};
process.on('SIGTERM', end);
process.on('disconnect', end);
