/** `flash demo reset`: removes everything the demo wrote, so that the next start begins anew. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { foldersOf, isAlive } from '../simulator/state.ts';

export const command: Command = {
  options: {
    config: configOptions.config,
    demo: { type: 'boolean', help: 'accepted and without effect: it always is the demo' },
  },
  usage: '',
  description: `Removes <home>/demo: the demo's catalogue, spool, snapshot and what its instruments wrote.
The real home is not touched. Stop the demo first (Ctrl-C where \`npm start\` runs).`,
  async run(input) {
    const config = configOf({ ...input, options: { ...input.options, demo: true } });
    const home = config.homeDirectory;
    const isRunning = existsSync(home) && isAlive(foldersOf(home), systemClock.now());
    if (isRunning || basename(home) !== 'demo') {
      throw new FlashError({
        operation: 'reset the demo',
        subject: home,
        reason: isRunning ? 'it is running' : 'this is not the home of a demo',
        hint: isRunning ? 'stop it with Ctrl-C where it runs' : 'check FLASH_HOME',
      });
    }
    await rm(home, { recursive: true, force: true });
    input.say(`removed ${home}; the next \`npm start\` begins anew`);
    return 0;
  },
};
