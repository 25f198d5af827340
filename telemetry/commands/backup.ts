/** `flash backup`: the whole catalogue as files, while it is used. */

import { resolve } from 'node:path';

import { backUp } from '../catalogue/backup/back-up.ts';
import { describeMade, makeBackup } from '../catalogue/backup/make.ts';
import { bytesOf, rowsOf, type BackupManifest } from '../catalogue/backup/manifest.ts';
import { backupOwner } from '../catalogue/backup/name.ts';
import type { Command, CommandInput } from '../command.ts';
import { configOf, configOptions } from '../config/options.ts';
import { systemClock } from '../effects.ts';
import { stderrLog } from '../log.ts';
import { program } from '../program.ts';
import { useCatalogue } from './use-catalogue.ts';

export const command: Command = {
  options: {
    ...configOptions,
    out: {
      type: 'string',
      value: 'DIR',
      help: 'put it into this folder, copy it nowhere, remove nothing (default: as backup: in flash.yaml says)',
    },
    nightly: { type: 'boolean', help: 'call it a nightly one; the hub does' },
    json: { type: 'boolean', help: 'print what was made as JSON' },
  },
  usage: '[--out DIR] [--config FILE] [--demo] [--json]',
  description: `Writes the catalogue as it is at this moment into a folder of its own: SQL, compressed, with a checksum for
every file. Whatever uses the catalogue goes on. The folder has its name only when it is whole.

  ${program} backup
  ${program} restore .flash/backup/lnf-daq-20261126T021500Z-command
`,
  async run(input) {
    const config = configOf(input);
    const { out } = input.options;
    return await useCatalogue(input, async (catalogue) => {
      const reason = input.options['nightly'] === true ? 'nightly' : 'command';
      const options = {
        connect: () => catalogue.openAdministrator(),
        reason,
        clock: systemClock,
        log: stderrLog('backup'),
        signal: input.signal,
        onTable: progress(input),
      } as const;
      if (typeof out === 'string') {
        const directory = resolve(input.cwd, out);
        const made = await makeBackup({ ...options, directory, owner: backupOwner(config) });
        await tell(input, made.folder, made.manifest, null);
        return 0;
      }
      const { folder, manifest, copyFailed } = await backUp({ ...options, config });
      await tell(input, folder, manifest, copyFailed);
      return copyFailed === null ? 0 : 1;
    });
  },
};

/** A line for a table that begins more than ten seconds after the last line. */
function progress({ say }: CommandInput): (name: string, index: number, of: number) => void {
  let saidAt = performance.now();
  return (name, index, of) => {
    if (performance.now() - saidAt < 10_000) return;
    saidAt = performance.now();
    say(`table ${String(index + 1)} of ${String(of)}: ${name}`);
  };
}

async function tell(
  { options, write, say }: CommandInput,
  folder: string,
  manifest: Omit<BackupManifest, 'format'>,
  copyFailed: string | null,
): Promise<void> {
  const [bytes, rows] = [bytesOf(manifest), rowsOf(manifest)];
  if (options['json'] === true) {
    const { name, reason, snapshot_ms, position } = manifest;
    const made = {
      name,
      folder,
      reason,
      snapshot_ms,
      position,
      bytes,
      rows,
      copy_failed: copyFailed,
    };
    await write(`${JSON.stringify(made, null, 2)}\n`);
    return;
  }
  await write(`${folder}\n`);
  say(describeMade(bytes, rows, manifest.position));
  if (copyFailed !== null) say('it is good, but there is no copy of it elsewhere');
}
