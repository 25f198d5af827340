/** Loads `flash.yaml`: finds it, fills in the environment, checks it strictly, and makes every path absolute. */

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { errorCode, FlashError } from '../errors.ts';
import { isTimeZone } from '../time.ts';
import { listenAddresses } from './addresses.ts';
import { explainIssues } from './explain-issues.ts';
import { locateConfig, locateHome } from './locate.ts';
import { ConfigError } from './problem.ts';
import type { ConfigProblem } from './problem.ts';
import type { ReceiverConfig } from './receivers.ts';
import { configSchema } from './schema.ts';
import type { FlashConfig } from './schema.ts';
import { readYamlSource } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';
import { program } from '../program.ts';

export interface LoadConfigInput {
  /** `--config`; null or absent: `FLASH_CONFIG`, `./flash.yaml`, `/etc/flash/flash.yaml`. */
  readonly path?: string | null | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
  /** The demo: its own configuration (unless `path` names one) and its own home `<home>/demo`. */
  readonly demo?: boolean;
}

export interface LoadedConfig {
  readonly config: FlashConfig;
  /** The file as it was read, for the lines of problems found later (a collector's settings). */
  readonly source: YamlSource;
  readonly file: string;
}

const DEMO_FILE = join(dirname(fileURLToPath(import.meta.url)), 'demo.yaml');

/** Returns the configuration; throws a ConfigError that lists every problem, or a FlashError where there is no file. */
export function loadConfig(input: LoadConfigInput): FlashConfig {
  return loadConfigWithSource(input).config;
}

/** The same, with the lines of the file. */
export function loadConfigWithSource(input: LoadConfigInput): LoadedConfig {
  const { env, cwd, demo = false } = input;
  const path = input.path ?? undefined;
  const isBuiltIn = demo && path === undefined;
  const file = isBuiltIn ? DEMO_FILE : locateConfig({ path, env, cwd });
  const filled = demo ? { ...env, FLASH_HOME: locateHome(env, cwd) } : env;
  const source = readYamlSource(readConfigText(file), filled);
  if (source.problems.length > 0) throw new ConfigError(file, source.problems);
  const value = source.value ?? {};
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new ConfigError(
      file,
      explainIssues({ schema: configSchema, value, issues, lineOf: source.lineOf }),
    );
  }
  const problems = crossCheck(parsed.data, source);
  if (problems.length > 0) throw new ConfigError(file, problems);
  const home = locateHome(filled, cwd, parsed.data.home);
  const written: FlashConfig = {
    ...withPaths(parsed.data, dirname(file)),
    homeDirectory: demo ? join(home, 'demo') : home,
    isDemo: demo,
    source: isBuiltIn ? null : file,
  };
  const { hub, agent } = listenAddresses(written, env);
  const config: FlashConfig = {
    ...written,
    hub: { ...written.hub, ...hub },
    agent: { ...written.agent, ...agent },
  };
  return { config, source, file };
}

/** Returns the JSON Schema of `flash.yaml`, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }),
    title: 'flash.yaml',
  };
}

type Parsed = z.output<typeof configSchema>;

/** What one field alone cannot know. */
function crossCheck(config: Parsed, source: YamlSource): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!isTimeZone(config.time_zone)) {
    problems.push({
      line: source.lineOf(['time_zone']),
      field: 'time_zone',
      expected: 'an IANA name',
      received: `the text "${config.time_zone}"`,
      fix: 'write a name such as Europe/Rome',
    });
  }
  problems.push(
    ...doubled(['campaigns'], config.campaigns, 'name', source),
    ...doubled(['campaigns'], config.campaigns, 'slug', source),
    ...doubled(['alarms', 'receivers'], config.alarms.receivers, 'name', source),
    ...config.alarms.receivers.flatMap((receiver, n) => lacking(receiver, n, source)),
  );
  return problems;
}

function doubled<Key extends string>(
  path: readonly string[],
  list: readonly Readonly<Record<Key, string>>[],
  key: Key,
  source: YamlSource,
): ConfigProblem[] {
  return list.flatMap((one, n) => {
    const first = list.findIndex((other) => other[key] === one[key]);
    if (first === n) return [];
    const field = path.join('.');
    return [
      {
        line: source.lineOf([...path, n, key]),
        field: `${field}[${String(n)}].${key}`,
        expected: `a ${key} of its own`,
        received: `"${one[key]}", which ${field}[${String(first)}] has`,
        fix: `write another ${key}`,
      },
    ];
  });
}

/** A webhook without an address, a user without a password: nothing could be sent. */
function lacking(receiver: ReceiverConfig, n: number, source: YamlSource): ConfigProblem[] {
  const path = ['alarms', 'receivers', n];
  const problem = (keys: readonly string[], expected: string, fix: string): ConfigProblem => ({
    line: source.lineOf([...path, ...keys]) ?? source.lineOf(path),
    field: [`alarms.receivers[${String(n)}]`, ...keys].join('.'),
    expected,
    received: 'nothing',
    fix,
  });
  if (receiver.kind === 'webhook') {
    return receiver.url === undefined && receiver.url_file === undefined
      ? [problem(['url'], 'an address', 'write url, or url_file where the address is a secret')]
      : [];
  }
  const { user, password, password_file: file } = receiver.smtp;
  return user !== undefined && password === undefined && file === undefined
    ? [problem(['smtp', 'password_file'], 'the password of smtp.user', 'write password_file')]
    : [];
}

/** Files are named relative to the configuration file. */
function withPaths(config: Parsed, folder: string): Parsed {
  const { agent, alarms, backup, catalogue } = config;
  return {
    ...config,
    alarms: { receivers: alarms.receivers.map((receiver) => receiverPaths(folder, receiver)) },
    backup: below(folder, backup, ['directory', 'copy_to']),
    agent: below(folder, agent, ['token_file', 'ca_file', 'web_config_file', 'metrics_token_file']),
    catalogue:
      catalogue.kind === 'external'
        ? below(folder, catalogue, ['admin_password_file', 'tls_ca_file'])
        : catalogue,
  };
}

function receiverPaths(folder: string, receiver: ReceiverConfig): ReceiverConfig {
  if (receiver.kind === 'webhook')
    return below(folder, receiver, ['url_file', 'token_file', 'ca_file']);
  return { ...receiver, smtp: below(folder, receiver.smtp, ['password_file', 'ca_file']) };
}

/** Returns the section with those of its paths that are there made absolute. */
function below<Section extends object>(
  folder: string,
  section: Section,
  keys: readonly (keyof Section)[],
): Section {
  const paths = keys.flatMap((key) => {
    const path = section[key];
    return typeof path === 'string' ? [[key, resolve(folder, path)] as const] : [];
  });
  return { ...section, ...Object.fromEntries(paths) };
}

function readConfigText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const isMissing = errorCode(cause) === 'ENOENT';
    throw new FlashError({
      operation: 'read the configuration',
      subject: file,
      reason: isMissing ? 'there is no such file' : 'it cannot be read',
      hint: isMissing
        ? `check the path, or let "${program} init" write one`
        : 'check who may read it',
      cause,
    });
  }
}
