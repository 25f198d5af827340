/** `flash log send`: sends drafts that a command kept because it could not be done. */

import { resolve } from 'node:path';
import { UsageError, type Command } from '#telemetry/command.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { openLogbookDoor } from '../logbook-door.ts';
import { sendDraft } from './write-logbook.ts';

export const command: Command = {
  options: configOptions,
  usage: 'FILE…',
  description: `Sends drafts: the files that flash log, flag, shift and run kept where the hub or the catalogue was away, or refused
them. A draft that had arrived after all is not written twice. One that was taken is removed.

  ${program} log send .flash/drafts/01KAH5QZ8N9V6W2T4R7Y3X1C0B.json
`,
  async run(input) {
    if (input.positionals.length === 0) throw new UsageError('name the files');
    await using door = await openLogbookDoor(input);
    for (const path of input.positionals) {
      const { id, isNew } = await sendDraft(door, resolve(input.cwd, path));
      input.say(`${id}: ${isNew ? 'written' : 'had been written already'}`);
    }
    return 0;
  },
};
