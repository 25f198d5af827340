/** The options that every command with a configuration takes, and how they lead to it. */

import type { CommandInput, CommandOption } from '../command.ts';
import { loadConfig } from './load.ts';
import type { FlashConfig } from './schema.ts';

export const configOptions = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'the configuration; else FLASH_CONFIG, ./flash.yaml, /etc/flash/flash.yaml',
  },
  demo: { type: 'boolean', help: 'the demo experiment instead of the configured one' },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Returns the configuration that a command's options name; throws a ConfigError or FlashError where there is none. */
export function configOf(input: CommandInput): FlashConfig {
  const { config, demo } = input.options;
  return loadConfig({
    path: typeof config === 'string' ? config : null,
    env: input.env,
    cwd: input.cwd,
    demo: demo === true,
  });
}
