/** `flash import confluence`: an HTML export of a wiki's space becomes pages of the handbook. */

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError, type Command } from '#telemetry/command.ts';
import { FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import { convertSpace } from '../confluence/convert-space.ts';
import { readZip } from '../confluence/read-zip.ts';

export const command: Command = {
  options: {
    out: {
      type: 'string',
      value: 'FOLDER',
      help: 'where pages are written; it must not be there yet',
    },
    'dry-run': { type: 'boolean', help: 'write nothing, only report' },
  },
  usage: 'EXPORT.zip --out FOLDER [--dry-run]',
  description: `Reads an HTML export of a Confluence space and writes one MDX page for each, in folders by their hierarchy, with
tables, pictures, code, and links between the pages. What could not be carried is printed, page by page.

  ${program} import confluence QUAX.zip --out content/notes/quax
`,
  async run({ positionals, options, cwd, write }) {
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0)
      throw new UsageError('give one export, such as QUAX.zip');
    const isDry = options['dry-run'] === true;
    const out = options['out'];
    if (typeof out !== 'string' && !isDry)
      throw new UsageError('--out is needed, such as --out content/notes/quax');
    const space = convertSpace(readZip(await readFile(resolve(cwd, file)), file));
    if (typeof out === 'string' && !isDry) await writeSpace(resolve(cwd, out), space.files);
    await write(
      `${space.pages} pages, ${space.pictures} pictures${isDry ? ', nothing written' : ''}\n`,
    );
    for (const { page, what } of space.lost) await write(`not carried: ${page}: ${what}\n`);
    return 0;
  },
};

/** Writes into a folder of its own, never over what is there. */
async function writeSpace(
  folder: string,
  files: ReadonlyMap<string, string | Buffer>,
): Promise<void> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new FlashError({
      operation: 'import a wiki',
      subject: folder,
      reason: 'it is there already',
      hint: 'name another folder, or remove this one',
    });
  for (const [path, data] of files) {
    const target = join(folder, path);
    if (!target.startsWith(`${folder}/`))
      throw new FlashError({
        operation: 'import a wiki',
        subject: path,
        reason: 'it lies outside of the folder',
        hint: 'this is no export of a wiki',
      });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, data);
  }
}
