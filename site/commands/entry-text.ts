/** Where the words of an entry come from: the command line, standard input, or an editor. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { UsageError, type CommandInput } from '#telemetry/command.ts';
import { FlashError } from '#telemetry/errors.ts';
import { ATTACHMENT_BYTES, TAG, TAGS } from '#telemetry/logbook/limits.ts';
import type { ActOf } from '#telemetry/logbook/act.ts';

export interface EntryText {
  readonly title: string;
  readonly body: string | null;
}

/** The words of `TITLE [BODY]`; a body `-` is read from standard input. */
export async function wordsOf(input: CommandInput): Promise<Partial<EntryText>> {
  const [title, body, ...more] = input.positionals;
  if (more.length > 0) throw new UsageError('quote the title and the text: one argument each');
  if (title === undefined) return {};
  if (body === undefined) return { title };
  return { title, body: body === '-' ? await readAll(process.stdin) : body };
}

/** Opens an editor on a text: its first line is the title, what follows an empty line the body. */
export async function editText(
  input: CommandInput,
  path: string,
  { title = '', body = null }: Partial<EntryText>,
): Promise<EntryText> {
  const editor = input.env['VISUAL'] ?? input.env['EDITOR'] ?? null;
  if (editor === null || !process.stdin.isTTY)
    throw new UsageError('write the title and the text: TITLE [BODY], or set EDITOR in a terminal');
  await writeFile(path, `${title}\n\n${body ?? ''}`, { mode: 0o600 });
  // EDITOR may hold arguments (`code --wait`), so a shell reads it.
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new FlashError({
      operation: 'write an entry',
      subject: path,
      reason: `the editor ${editor} ended with ${String(code)}`,
      hint: 'what was written stays in that file',
    });
  return splitText(await readFile(path, 'utf8'));
}

/** The first line is the title. @throws {UsageError} where there is none */
export function splitText(text: string): EntryText {
  const [first = '', ...rest] = text.replaceAll('\r\n', '\n').trimStart().split('\n');
  const title = first.replace(/^#+\s+/, '').trim();
  if (title === '') throw new UsageError('nothing was written: the first line is the title');
  const body = rest.join('\n').trim();
  return { title, body: body === '' ? null : body };
}

/** The tags of `--tag`, or of another option, which may come again and again. @throws {UsageError} for what is no tag */
export function tagsOf(input: CommandInput, option = 'tag'): readonly string[] | null {
  const given = input.options[option];
  if (given === undefined) return null;
  const tags = [given].flat().flatMap((tag) => String(tag).split(','));
  for (const tag of tags)
    if (!TAG.test(tag))
      throw new UsageError(
        `--${option} ${tag}: expected letters, digits, dots, dashes, underlines`,
      );
  if (tags.length > TAGS) throw new UsageError(`at most ${String(TAGS)} tags`);
  return [...new Set(tags)];
}

/** Reads the files of `--attach`. @throws {FlashError} where one cannot be read, or all are too large */
export async function attachmentsOf(input: CommandInput): Promise<ActOf<'log.add'>['attachments']> {
  const paths = [input.options['attach'] ?? []].flat().map(String);
  let bytes = 0;
  const files = [];
  for (const path of paths) {
    const content = await readFile(resolve(input.cwd, path)).catch((cause: unknown) => {
      throw new FlashError({
        operation: 'attach a file',
        subject: path,
        reason: 'it cannot be read',
        hint: 'name a file that is there',
        cause,
      });
    });
    bytes += content.length;
    files.push({ name: basename(path), content: content.toString('base64') });
  }
  if (bytes <= ATTACHMENT_BYTES) return files;
  throw new FlashError({
    operation: 'attach files',
    subject: paths.join(', '),
    reason: `they have ${String(bytes)} bytes, an entry holds ${String(ATTACHMENT_BYTES)}`,
    hint: 'leave large files where they are, and write their paths in the entry',
  });
}
