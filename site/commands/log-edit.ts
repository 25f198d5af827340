/** `flash log edit`: a new revision of an entry; the ones before stay. */

import { rm } from 'node:fs/promises';
import { readEntryText } from '#telemetry/catalogue/read/log-list.ts';
import { UsageError, type Command, type CommandInput } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import { textOf } from './alarm-words.ts';
import { editText, tagsOf, type EntryText } from './entry-text.ts';
import { byOption, draftTextPath, newAct, runOf, sendAct } from './write-logbook.ts';

const CHANGES = ['title', 'body', 'tag', 'run', 'at', 'restricted', 'public'];

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    title: { type: 'string', value: 'TEXT', help: 'another title' },
    body: { type: 'string', value: 'TEXT', help: 'another text' },
    run: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'another run' },
    tag: { type: 'string', value: 'TAG', multiple: true, help: 'these tags instead' },
    at: { type: 'string', value: 'TIME', help: 'when it happened' },
    restricted: { type: 'boolean', help: 'from now on it is not published' },
    public: { type: 'boolean', help: 'from now on it is published' },
    why: { type: 'string', value: 'TEXT', help: 'why, for who compares the revisions' },
  },
  usage: 'ID [--title TEXT] [--body TEXT] [--tag TAG] [--run CAMPAIGN/NUMBER] [--why TEXT]',
  description: `Writes a new revision of an entry; what is not named stays as it was. Without anything to change an editor is opened
on title and text. All revisions are kept, and shown with their differences. An entry that somebody else has changed in
the meantime is not overwritten. Entries of machines are not edited: answer them.

  ${program} log edit 01KAH5QZ8N9V6W2T4R7Y3X1C0B --title "Helium is low again" --why "date was wrong"
`,
  async run(input) {
    const [entry, ...more] = input.positionals;
    if (entry === undefined || more.length > 0 || !ULID.test(entry))
      throw new UsageError('name one entry by its id, 26 letters');
    const act = newAct(input);
    const isNamed = CHANGES.some((name) => input.options[name] !== undefined);
    const edited = isNamed ? null : await edit(input, entry, act.id);
    const tags = tagsOf(input);
    const { id } = await sendAct(input, {
      ...act,
      do: 'log.edit',
      entry,
      basedOn: edited?.revision ?? null,
      title: edited?.text.title ?? textOf(input, 'title'),
      body: edited === null ? textOf(input, 'body') : (edited.text.body ?? ''),
      run: runOf(input),
      tags: tags === null ? null : [...tags],
      eventAt: input.options['at'] === undefined ? null : readTime(input, 'at', act.at),
      restricted: restrictedOf(input),
      why: textOf(input, 'why'),
    });
    if (edited !== null) await rm(edited.path, { force: true });
    input.say(`entry ${entry} has a new revision, ${id}`);
    return 0;
  },
};

function restrictedOf({ options }: CommandInput): boolean | null {
  if (options['restricted'] === true && options['public'] === true)
    throw new UsageError('--restricted or --public, not both');
  if (options['restricted'] === true) return true;
  return options['public'] === true ? false : null;
}

interface Edited {
  readonly text: EntryText;
  readonly revision: number;
  readonly path: string;
}

async function edit(input: CommandInput, entry: string, id: string): Promise<Edited> {
  const found = await useCatalogue(input, ({ pools }) => readEntryText(pools.publisher, entry));
  if (found === null)
    throw new FlashError({
      operation: 'edit an entry',
      subject: entry,
      reason: 'there is no such entry',
      hint: `see which there are: ${program} log list`,
    });
  const path = await draftTextPath(input, id);
  return { text: await editText(input, path, found), revision: found.revision, path };
}
