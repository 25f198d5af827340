/** `flash restore`: an empty catalogue becomes what a backup says. */

import { resolve } from 'node:path';

import { requireEmpty, restoreCatalogue } from '../catalogue/backup/restore.ts';
import { describeMade } from '../catalogue/backup/make.ts';
import { bytesOf, rowsOf, type BackupManifest } from '../catalogue/backup/manifest.ts';
import { refuseUnfit, verifyBackup } from '../catalogue/backup/verify.ts';
import { openConnection } from '../catalogue/connection.ts';
import { reachServer } from '../catalogue/reach.ts';
import { UsageError, type Command, type CommandInput } from '../command.ts';
import { configOf, configOptions } from '../config/options.ts';
import type { FlashConfig } from '../config/schema.ts';
import { systemClock } from '../effects.ts';
import { stderrLog } from '../log.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: {
    ...configOptions,
    check: {
      type: 'boolean',
      help: 'only read every file and compare its checksum; restore nothing',
    },
  },
  usage: 'DIR [--check] [--config FILE] [--demo]',
  description: `Reads the whole backup in DIR first and refuses a damaged one. Then makes its tables in the catalogue of this
configuration, which has to be empty: a new FLASH_HOME, or a new database of an external server. Nothing else may run
on it meanwhile. A restore that was cut short is begun anew by the same command.

  FLASH_HOME=/srv/flash-new ${program} restore /mnt/backups/lnf-daq-20261126T021500Z-nightly
`,
  async run(input) {
    const [given, ...others] = input.positionals;
    if (given === undefined || others.length > 0)
      throw new UsageError('name one backup, its folder');
    const folder = resolve(input.cwd, given);
    const config = configOf(input);
    const manifest = await verifyBackup(folder, { signal: input.signal });
    const what = describeMade(bytesOf(manifest), rowsOf(manifest), manifest.position);
    if (input.options['check'] === true) {
      input.say(`${manifest.name} is whole: ${what}`);
      return 0;
    }
    refuseUnfit(folder, manifest, config);
    await restoreInto(config, folder, manifest, input);
    input.say(`restored ${manifest.name}: ${what}`);
    input.say(
      `next: "${program} up" or "${program} hub" opens it, and brings its tables up to date`,
    );
    return 0;
  },
};

async function restoreInto(
  config: FlashConfig,
  folder: string,
  manifest: BackupManifest,
  { env, signal, say }: CommandInput,
): Promise<void> {
  const log = stderrLog('restore');
  const server = await reachServer({ config, env, log, clock: systemClock, mode: 'hold' });
  try {
    const connection = await openConnection(server.administrator);
    try {
      await connection.query(
        `CREATE DATABASE IF NOT EXISTS \`${server.database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
      );
      await connection.query(`USE \`${server.database}\``);
      await requireEmpty(
        connection,
        config.catalogue.kind === 'external'
          ? 'name a new database in catalogue.url'
          : `set FLASH_HOME to a new folder, or move ${config.homeDirectory}/catalogue away`,
      );
      const onTable = (name: string, index: number, of: number): void => {
        say(`table ${String(index + 1)} of ${String(of)}: ${name}`);
      };
      await restoreCatalogue({ connection, folder, manifest, signal, onTable });
    } finally {
      connection.destroy();
    }
  } finally {
    await server.close();
  }
}
