/** The front door: finds the command that was meant, and runs it. */

import { parseArgs } from 'node:util';

import { commandHelp, commandList } from './command-help.ts';
import { UsageError } from './command.ts';
import type { Command, CommandEntry, CommandHost, CommandInput } from './command.ts';
import { createEndSignal } from './end-signal.ts';
import { nearestName } from './config/nearest-name.ts';
import { describeError } from './errors.ts';
import { VERSION } from './version.ts';

/** Runs the command that the words name; returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCommandLine(words: readonly string[], host: CommandHost): Promise<number> {
  const { program, commands } = host;
  const found = findCommand(words, commands);
  if (found === null) return noCommand(words, program, commands);
  let usage = '';
  try {
    const command = await found.entry.load();
    ({ usage } = command);
    const input = readInput(command, words.slice(found.length), host);
    if (input === 'help') {
      process.stdout.write(commandHelp(program, found.entry, command));
      return 0;
    }
    return await command.run(input);
  } catch (error) {
    if (error instanceof UsageError) {
      say(`${program} ${found.entry.name}: ${error.message}`);
      say(`usage: ${program} ${found.entry.name} ${usage}`.trimEnd());
      return 2;
    }
    say(describeError(error));
    if (process.env['FLASH_DEBUG'] !== undefined && error instanceof Error) say(error.stack ?? '');
    return 1;
  }
}

/** The longest command name that the words begin with. */
function findCommand(
  words: readonly string[],
  commands: readonly CommandEntry[],
): { readonly entry: CommandEntry; readonly length: number } | null {
  const fits = commands
    .map((entry) => ({ entry, length: entry.name.split(' ').length }))
    .filter(({ entry, length }) => words.slice(0, length).join(' ') === entry.name)
    .sort((a, b) => b.length - a.length);
  return fits[0] ?? null;
}

function noCommand(
  words: readonly string[],
  program: string,
  commands: readonly CommandEntry[],
): number {
  const [first] = words;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const group = commands.filter((entry) => entry.name.startsWith(`${first ?? ''} `));
  const word = group.length > 0 ? words[1] : first;
  const isAsked = word === 'help' || word === '--help' || word === '-h' || first === undefined;
  // A group is listed below; a list of all fifty would drive the sentence off the screen.
  const elsewhere = group.length > 0 ? '' : `\n${program} --help lists them`;
  if (!isAsked)
    say(
      word === undefined
        ? `${program} ${first}: say which of these is meant`
        : noSuchCommand(words, program, commands) + elsewhere,
    );
  if (!isAsked && group.length === 0) return 2;
  const write = isAsked ? process.stdout : process.stderr;
  write.write(commandList(program, group.length > 0 ? group : commands));
  return first === undefined || !isAsked ? 2 : 0;
}

function noSuchCommand(
  words: readonly string[],
  program: string,
  commands: readonly CommandEntry[],
): string {
  const names = commands.map(({ name }) => name);
  const two = words.slice(0, 2).join(' ');
  const near = nearestName(two, names) ?? nearestName(words[0] ?? '', names);
  const meant = near === null ? '' : `; did you mean ${near}?`;
  return `${program}: there is no command "${two}"${meant}`;
}

function readInput(
  command: Command,
  words: readonly string[],
  host: CommandHost,
): CommandInput | 'help' {
  if (words.includes('--help') || words.includes('-h')) return 'help';
  let parsed: ReturnType<typeof parseWords>;
  try {
    parsed = parseWords(command, words);
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error),
    );
  }
  return {
    options: Object.fromEntries(
      Object.entries(parsed.values).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String) : value]],
      ),
    ),
    positionals: parsed.positionals,
    env: process.env,
    cwd: process.cwd(),
    signal: createEndSignal(command.hangup !== 'reload'),
    write,
    say,
    host,
  };
}

function parseWords(command: Command, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      {
        type,
        ...(short === undefined ? {} : { short }),
        ...(multiple === undefined ? {} : { multiple }),
      },
    ]),
  );
  return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function write(text: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error == null) resolve();
      // The reader has gone (`| head`): nothing more is wanted.
      else if ('code' in error && error.code === 'EPIPE') process.exit(0);
      else reject(error);
    });
  });
}
