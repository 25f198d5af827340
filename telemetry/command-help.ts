/** What the front door prints of commands: the list of them, and the help of one. */

import type { Command, CommandEntry } from './command.ts';

/** Returns the commands with one line each, in the order of the alphabet. */
export function commandList(program: string, list: readonly CommandEntry[]): string {
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

/** Returns what `--help` prints of one command. */
export function commandHelp(program: string, entry: CommandEntry, command: Command): string {
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
    command.description.trimEnd(),
    '',
    ...options.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`),
    ...(options.length > 0 ? [''] : []),
  ].join('\n');
}
