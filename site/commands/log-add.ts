/** `flash log add`: a new entry of the log. */

import { rm } from 'node:fs/promises';
import type { Command } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import { textOf } from './alarm-words.ts';
import { attachmentsOf, editText, tagsOf, wordsOf } from './entry-text.ts';
import { draftTextPath, newAct, runOf, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    run: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'the run it is about' },
    tag: { type: 'string', value: 'TAG', multiple: true, help: 'a tag; again for another' },
    author: { type: 'string', value: 'NAME', help: 'who writes; default: who is logged in here' },
    'reply-to': { type: 'string', value: 'ID', help: 'the entry that it answers' },
    at: { type: 'string', value: 'TIME', help: 'when it happened; default: now' },
    restricted: { type: 'boolean', help: 'never published: it stays in the catalogue' },
    attach: { type: 'string', value: 'FILE', multiple: true, help: 'a file; again for another' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  usage: '[TITLE [BODY|-]] [--run CAMPAIGN/NUMBER] [--tag TAG] [--reply-to ID] [--attach FILE]',
  description: `Writes an entry: a title of one line, and a text in Markdown. Without a title an editor is opened (EDITOR): the first
line is the title. With - the text is read from standard input. Prints the id of the entry. Works through the hub where
one runs, else straight into the catalogue. What could not be sent is kept as a file, whose name is said.

  ${program} log add "Helium is low" "Ordered 500 l, comes on Tuesday." --tag cryo --run Run_2026.11-QUAX/12
  dmesg | ${program} log add "Kernel messages of the DAQ" - --tag daq --attach screen.png
`,
  async run(input) {
    const replyTo = textOf(input, 'reply-to');
    if (replyTo !== null && !ULID.test(replyTo))
      throw new UsageError(`--reply-to ${replyTo}: expected the id of an entry, 26 letters`);
    const act = newAct(input);
    const attachments = await attachmentsOf(input);
    const tags = tagsOf(input) ?? [];
    const [run, eventAt] = [runOf(input), readTime(input, 'at', act.at)];
    const words = await wordsOf(input);
    const path = words.title === undefined ? await draftTextPath(input, act.id) : null;
    const { title = '', body = null } = path === null ? words : await editText(input, path, words);
    const { id, isNew } = await sendAct(input, {
      ...act,
      do: 'log.add',
      title,
      body,
      run,
      tags: [...tags],
      replyTo,
      eventAt,
      restricted: input.options['restricted'] === true,
      attachments,
    });
    if (path !== null) await rm(path, { force: true });
    await input.write(
      input.options['json'] === true ? `${JSON.stringify({ id, isNew })}\n` : `${id}\n`,
    );
    return 0;
  },
};
