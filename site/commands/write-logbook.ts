/** What the commands that write the logbook share: who writes, the act that is sent, and the draft where it cannot be. */

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandInput, CommandOption } from '#telemetry/command.ts';
import { readRunName } from '#telemetry/commands/read-options.ts';
import { configOf } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { describeError, FlashError } from '#telemetry/errors.ts';
import type { Act, ActResult } from '#telemetry/logbook/act.ts';
import { program } from '#telemetry/program.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { openLogbookDoor, type LogbookDoor } from '../logbook-door.ts';
import { writeWhole } from '../snapshot/store.ts';
import { loggedIn, textOf } from './alarm-words.ts';

export const byOption = {
  by: { type: 'string', value: 'NAME', help: 'who writes; default: who is logged in here' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** The id, the author and the time of a new act. */
export function newAct(input: CommandInput): Pick<Act, 'id' | 'by' | 'at'> {
  const at = systemClock.now();
  return { id: newUlid(at), by: authorOf(input), at };
}

export function authorOf(input: CommandInput): string {
  return textOf(input, 'by') ?? textOf(input, 'author') ?? loggedIn(input);
}

/** The run of `--run`; null where none is named. */
export function runOf(input: CommandInput): ReturnType<typeof readRunName> | null {
  const name = textOf(input, 'run');
  return name === null ? null : readRunName(name);
}

/** Drafts lie in the home, where a reboot does not empty them. */
function draftFolder(input: CommandInput): string {
  return join(configOf(input).homeDirectory, 'drafts');
}

/** Where the text of an entry is written while its editor is open. */
export async function draftTextPath(input: CommandInput, id: string): Promise<string> {
  const folder = draftFolder(input);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${id}.md`);
}

/**
 * Sends an act. Where that fails it is kept as a file first, whatever the reason, so that no word is lost; the error says
 * where, and what sends it.
 */
export async function sendAct(input: CommandInput, act: Act): Promise<ActResult> {
  try {
    await using door = await openLogbookDoor(input);
    return await door.send(act);
  } catch (thrown) {
    const path = join(draftFolder(input), `${act.id}.json`);
    await writeWhole(path, Buffer.from(`${JSON.stringify(act, null, 2)}\n`), 0o600);
    throw new FlashError({
      operation: 'write the logbook',
      subject: `${act.do} ${act.id}`,
      reason:
        thrown instanceof FlashError
          ? `${thrown.subject}: ${thrown.reason}`
          : (describeError(thrown).split('\n')[0] ?? 'unknown'),
      hint: `nothing is lost: it is kept in ${path}; mend the cause, or the file, then ${program} log send ${path}`,
      cause: thrown,
    });
  }
}

/** Sends a draft and removes it when it was taken. @throws {FlashError} where the file is no act, or is not taken */
export async function sendDraft(door: LogbookDoor, path: string): Promise<ActResult> {
  let act: Act;
  try {
    act = JSON.parse(await readFile(path, 'utf8')) as Act;
  } catch (cause) {
    throw new FlashError({
      operation: 'send a draft',
      subject: path,
      reason: 'it cannot be read as JSON',
      hint: 'name a file that a command said it kept',
      cause,
    });
  }
  const result = await door.send(act);
  await rm(path);
  return result;
}
