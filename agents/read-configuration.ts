/** Reads the agent's configuration in a child process that ends before the agent begins. */

import { fileURLToPath } from 'node:url';

import { FlashError } from '#telemetry/errors.ts';
import type { FlashErrorOptions } from '#telemetry/errors.ts';

import type { AgentConfiguration } from './configured.ts';
import { program as called } from '#telemetry/program.ts';

export interface ReadConfigurationInput {
  readonly path: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly demo: boolean;
  /** The program that reads and its first words; default: the file beside this one. */
  readonly reader?: readonly string[] | undefined;
}

const PROGRAM = fileURLToPath(new URL('./configuration-child.ts', import.meta.url));

/** What the child writes: one of the two. */
interface Handover {
  readonly configuration?: AgentConfiguration;
  readonly error?: FlashErrorOptions;
}

/** Returns the checked configuration; throws the FlashError that the child met. */
export function readConfiguration(input: ReadConfigurationInput): AgentConfiguration {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { words, options } = childOf(input);
  const { stdout, stderr, error } = spawnSync(process.execPath, words, options);
  return takeOver(input, { stdout, stderr, error });
}

/** The same without holding up whoever else runs in this process. */
export function readConfigurationAgain(input: ReadConfigurationInput): Promise<AgentConfiguration> {
  const { execFile } = process.getBuiltinModule('node:child_process');
  const { words, options } = childOf(input);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      try {
        resolve(takeOver(input, { stdout, stderr, error }));
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  });
}

function childOf({ path, env, cwd, demo, reader = [PROGRAM] }: ReadConfigurationInput) {
  return {
    words: [...reader, path ?? '', demo ? 'demo' : ''],
    options: {
      cwd,
      env: { ...env, FLASH_FAULT: '' },
      timeout: 30_000,
      maxBuffer: 16_000_000,
      encoding: 'utf8',
    } as const,
  };
}

interface Ended {
  readonly stdout: string | null;
  readonly stderr: string;
  readonly error: Error | null | undefined;
}

function takeOver({ path }: ReadConfigurationInput, ended: Ended): AgentConfiguration {
  const { configuration, error } = parseHandover(ended.stdout);
  if (error !== undefined) throw new FlashError(error);
  if (configuration !== undefined) return configuration;
  throw new FlashError({
    operation: 'read the configuration',
    subject: path ?? 'flash.yaml',
    reason: `the process that reads it ended: ${ended.stderr.trim().slice(0, 500) || (ended.error?.message ?? 'without a word')}`,
    hint: `start again; if it stays so, run "${called} doctor"`,
  });
}

function parseHandover(text: string | null): Handover {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own child wrote it from checked values
    return JSON.parse(text ?? '') as Handover;
  } catch {
    return {};
  }
}
