/** The front door: finds the command that was meant, and runs it. */

import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { commands as agentCommands } from '#agents/commands.ts';
import { commands as siteCommands } from '#site/commands.ts';
import {
  UsageError,
  type Command,
  type CommandEntry,
  type CommandHost,
  type CommandInput,
} from '#telemetry/command.ts';
import { commands as telemetryCommands } from '#telemetry/commands.ts';
import { describeError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import { VERSION } from '#telemetry/version.ts';

const commands: readonly CommandEntry[] = [...siteCommands, ...agentCommands, ...telemetryCommands];

/** How long a command may take to end once it was asked to; then it is killed, so that a dead mount cannot hold it. */
const END_WITHIN_MS = 20_000;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 300;

const host: CommandHost = {
  program,
  entry: fileURLToPath(import.meta.url),
  commands,
  async checks() {
    const layers = await Promise.all([
      import('#telemetry/checks.ts'),
      import('#agents/checks.ts'),
      import('#site/checks.ts'),
    ]);
    return layers.flatMap((layer) => layer.checks);
  },
  async openRecorder(input) {
    const { openRecorderDoor } = await import('#site/recorder-door.ts');
    return await openRecorderDoor(input);
  },
};

async function main(words: readonly string[]): Promise<number> {
  const found = findCommand(words);
  if (found === null) return noCommand(words);
  const command = await found.entry.load();
  try {
    const input = readInput(command, words.slice(found.length));
    if (input === 'help') {
      process.stdout.write(commandHelp(found.entry, command));
      return 0;
    }
    return await command.run(input);
  } catch (error) {
    if (error instanceof UsageError) {
      say(`${program} ${found.entry.name}: ${error.message}`);
      say(`usage: ${program} ${found.entry.name} ${command.usage}`.trimEnd());
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
): { readonly entry: CommandEntry; readonly length: number } | null {
  const fits = commands
    .map((entry) => ({ entry, length: entry.name.split(' ').length }))
    .filter(({ entry, length }) => words.slice(0, length).join(' ') === entry.name)
    .sort((a, b) => b.length - a.length);
  return fits[0] ?? null;
}

function noCommand(words: readonly string[]): number {
  const [first] = words;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const isAsked = first === undefined || first === 'help' || first === '--help' || first === '-h';
  const group = commands.filter((entry) => entry.name.startsWith(`${first ?? ''} `));
  if (!isAsked) say(`${program}: there is no command "${words.slice(0, 2).join(' ')}"`);
  const write = isAsked ? process.stdout : process.stderr;
  write.write(commandList(group.length > 0 ? group : commands));
  return first === undefined || !isAsked ? 2 : 0;
}

function commandList(list: readonly CommandEntry[]): string {
  const width = Math.max(...list.map((entry) => entry.name.length));
  const lines = [...list]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((entry) => `  ${program} ${entry.name.padEnd(width)}  ${entry.summary}`);
  return [
    `usage: ${program} <command>`,
    '',
    ...lines,
    '',
    `Each command explains itself: ${program} <command> --help`,
    '',
  ].join('\n');
}

function commandHelp(entry: CommandEntry, command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const value = option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : '';
    return [`--${name}${value}`, option.help] as const;
  });
  const width = Math.max(0, ...options.map(([name]) => name.length));
  return [
    `${program} ${entry.name}: ${entry.summary}`,
    '',
    `usage: ${program} ${entry.name} ${command.usage}`.trimEnd(),
    '',
    command.description,
    '',
    ...options.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`),
    ...(options.length > 0 ? [''] : []),
  ].join('\n');
}

function readInput(command: Command, words: readonly string[]): CommandInput | 'help' {
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
    signal: endSignal(),
    write,
    say,
    host,
  };
}

/** Aborted by Ctrl-C, by SIGTERM, or when the process that started this one is gone; a second Ctrl-C ends at once. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  const end = (reason: string): void => {
    const isSame = performance.now() - askedAt < SAME_SIGNAL_MS;
    if (controller.signal.aborted && reason === 'SIGINT' && !isSame) process.exit(130);
    askedAt = performance.now();
    controller.abort(reason);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_WITHIN_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => end(signal));
  process.on('disconnect', () => end('parent gone'));
  return controller.signal;
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

// Exits by itself: a handle that somebody forgot must not keep a finished command alive.
process.exit(await main(process.argv.slice(2)));
