/** `flash snapshot`: publishes the catalogue as files, once or for as long as it runs. */

import { join, resolve } from 'node:path';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import type { Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { stderrLog } from '#telemetry/log.ts';
import { acceptShrinkage } from '#telemetry/recorder/accept-shrinkage.ts';
import { DEMO_NOTE } from '../demo-note.ts';
import { watchImpossible } from '../snapshot/impossible.ts';
import { createPublisher } from '../snapshot/publisher.ts';

export const command: Command = {
  options: {
    ...configOptions,
    out: {
      type: 'string',
      value: 'DIR',
      help: 'where to publish (default: snapshot/ in FLASH_HOME)',
    },
    'accept-shrinkage': {
      type: 'boolean',
      help: 'accept that rows are gone without an explanation; leaves an entry in the log',
    },
    watch: { type: 'boolean', help: 'go on publishing what changes, until Ctrl-C' },
  },
  usage: '[--out DIR] [--watch] [--accept-shrinkage] [--config FILE] [--demo]',
  description: `Writes DIR/snapshot.json and the assets it leads to; only what changed is written again.
Any web server can serve the directory; readers never see half a state.
Where the catalogue holds fewer rows than were published and does not say why, nothing is published until
--accept-shrinkage; a hub that runs then goes on by itself.`,
  async run(input) {
    const config = configOf(input);
    const out = input.options['out'];
    const directory =
      typeof out === 'string' ? resolve(input.cwd, out) : join(config.homeDirectory, 'snapshot');
    const log = stderrLog('snapshot');
    await using catalogue = await openCatalogue({ config, env: input.env, log, mode: 'use' });
    if (input.options['accept-shrinkage'] === true) {
      const author = input.env['USER'] ?? 'flash';
      const { runs, files } = await acceptShrinkage(catalogue.pools.recorder, systemClock, author);
      input.say(`accepted: ${files} files of ${runs} runs are gone`);
    }
    const publisher = await createPublisher({
      directory,
      effects: { clock: systemClock, log },
      demoNote: config.isDemo ? DEMO_NOTE : null,
      pollAfterMs: 30_000,
      isPlain: typeof out === 'string',
      readConsistently: consistentReads(catalogue.pools.publisher, watchImpossible(log).note),
    });
    const manifest = await publisher.publish();
    input.say(`${join(directory, 'snapshot.json')}: position ${manifest?.position ?? 0}`);
    if (input.options['watch'] === true) {
      publisher.start();
      await new Promise<void>((end) => {
        const heart = setInterval(() => undefined, 60_000);
        input.signal.addEventListener('abort', () => {
          clearInterval(heart);
          end();
        });
      });
      await publisher.stop();
    }
    return 0;
  },
};
