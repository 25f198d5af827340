/** `flash build`: the whole static site with its snapshot, for any web server. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads, emptyReads } from '#telemetry/catalogue/read/consistent.ts';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { locateHome } from '#telemetry/config/locate.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { stderrLog } from '#telemetry/log.ts';
import { completeSite } from '../build/complete.ts';
import { compiledSite } from '../compiled-site.ts';
import { DEMO_NOTE } from '../demo-note.ts';
import { createSteps } from '../processes/steps.ts';
import { watchImpossible } from '../snapshot/impossible.ts';
import { createPublisher, type PublisherOptions } from '../snapshot/publisher.ts';
import { buildStaticSite } from '../static-site.ts';

export const command: Command = {
  options: {
    ...configOptions,
    out: { type: 'string', value: 'DIR', help: 'where to build (default: dist/ here)' },
    url: {
      type: 'string',
      value: 'URL',
      help: 'where it will be served; its path is the base of every link (default: hub.site.url)',
    },
  },
  usage: '[--out DIR] [--url URL] [--config FILE] [--demo]',
  description: `Publishes the catalogue into DIR/data, renders every page beside it, and swaps the result in by rename.
Where no catalogue was made yet, the site says so on every page.`,
  async run(input) {
    const config = configOf(input);
    const out = input.options['out'];
    const url = input.options['url'];
    const address = typeof url === 'string' ? url : (config.hub.site.url ?? 'http://localhost/');
    const directory = resolve(input.cwd, typeof out === 'string' ? out : 'dist');
    const steps = createSteps({
      write: (text) => process.stderr.write(text),
      isTerminal: process.stderr.isTTY,
    });
    const compiling = steps.begin('compiling the site');
    const site = await compiledSite({
      home: locateHome(input.env, input.cwd, config.home),
      url: address,
      onProgress: (detail) => compiling.update(detail),
    });
    compiling.done();
    await complete(site.clientDirectory);
    const rendering = steps.begin('rendering');
    const { pages, rendered } = await buildStaticSite({
      out: directory,
      site,
      url: address,
      publish: (target) => publishInto(target, config, input),
      onProgress: (detail) => rendering.update(detail),
    });
    const kept = pages - rendered;
    rendering.done(`${pages} data pages${kept === 0 ? '' : `, ${kept} as they were`}`);
    input.say(directory);
    return 0;
  },
};

/** The site is whole without the search of its documentation, and its box says so: a platform without Pagefind can build it. */
async function complete(clientDirectory: string): Promise<void> {
  await completeSite(clientDirectory).catch((error: unknown) =>
    stderrLog('build').write('warn', describeError(error)),
  );
}

async function publishInto(
  directory: string,
  config: FlashConfig,
  input: CommandInput,
): Promise<void> {
  const log = stderrLog('build');
  const publish = async (readConsistently: PublisherOptions['readConsistently']): Promise<void> => {
    const publisher = await createPublisher({
      directory,
      effects: { clock: systemClock, log },
      demoNote: config.isDemo ? DEMO_NOTE : null,
      pollAfterMs: 30_000,
      isPlain: true,
      readConsistently,
    });
    await publisher.publish();
  };
  const isMade =
    config.catalogue.kind === 'external' || existsSync(join(config.homeDirectory, 'catalogue'));
  if (!isMade) return await publish(emptyReads);
  await using catalogue = await openCatalogue({ config, env: input.env, log, mode: 'use' });
  await publish(consistentReads(catalogue.pools.publisher, watchImpossible(log).note));
}
