/** `flash hub`: recorder, publisher and site beside the catalogue, until it is told to end. */

import { resolve } from 'node:path';
import { requireServer } from '#telemetry/catalogue/require-server.ts';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { locateHome } from '#telemetry/config/locate.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { stderrLog } from '#telemetry/log.ts';
import { completeSite } from '../build/complete.ts';
import { compiledSite } from '../compiled-site.ts';
import { startHub } from '../hub.ts';
import { backupInChild } from '../nightly-backup.ts';
import { tellParent } from '../processes/parent.ts';

export const command: Command = {
  options: configOptions,
  usage: '[--config FILE] [--demo]',
  description: `Serves the site, /data/, /ingest/, /metrics, /healthz and /readyz on hub.listen. With the embedded catalogue
it owns the MariaDB server below FLASH_HOME and ends it when it ends.`,
  async run(input) {
    const config = configOf(input);
    const log = stderrLog('hub');
    const step = (title: string): void => {
      log.write('info', title);
      tellParent({ kind: 'step', title });
    };
    await requireServer(config, input.env);
    const home = resolve(locateHome(input.env, input.cwd, config.home));
    const site = await compiledSite({
      home,
      url: config.hub.site.url ?? null,
      onBegin: () => step('compiling the site'),
      signal: input.signal,
    }).catch((error: unknown) => {
      // What was interrupted has not failed.
      if (input.signal.aborted) return null;
      throw error;
    });
    if (site === null) return 0;
    await using hub = await startHub({
      config,
      env: input.env,
      effects: { clock: systemClock, log },
      site,
      runBackup: backupInChild(input.host.entry, ownOptions(input), input.env),
      onStep: step,
    });
    log.write('info', `serving on ${hub.url}`);
    tellParent({ kind: 'ready', url: hub.url });
    // After the first view, which it would hold up: until then the search box says what is not there yet.
    const completing = completeSite(site.clientDirectory).catch((error: unknown) =>
      log.write('warn', describeError(error)),
    );
    await new Promise<void>((end) => {
      if (input.signal.aborted) end();
      input.signal.addEventListener('abort', () => end());
    });
    log.write('info', 'ending');
    await completing;
    return 0;
  },
};

/** The options that lead another command to the configuration of this one. */
function ownOptions({ options }: CommandInput): readonly string[] {
  const { config, demo } = options;
  return [
    ...(typeof config === 'string' ? ['--config', config] : []),
    ...(demo === true ? ['--demo'] : []),
  ];
}
