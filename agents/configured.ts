/** Which collectors the configuration asks for, each with its settings checked by its own schema. */

import { explainIssues } from '#telemetry/config/explain-issues.ts';
import { loadConfigWithSource } from '#telemetry/config/load.ts';
import type { LoadConfigInput, LoadedConfig } from '#telemetry/config/load.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import { ConfigError, describeValue } from '#telemetry/config/problem.ts';
import type { ConfigProblem } from '#telemetry/config/problem.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { loadWebConfig } from '#telemetry/config/web-config.ts';
import type { TlsFiles } from '#telemetry/config/web-config.ts';

import type { AnyCollectorModule } from './collector.ts';
import { collectors as allCollectors } from './collectors/index.ts';
import { agentFiles, collectorFiles } from './led-files.ts';
import type { LedFile } from './led-files.ts';

/** A collector to run; plain data, so that it can be handed over as JSON. */
export interface ConfiguredCollector {
  readonly name: string;
  readonly settings: unknown;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  /** What is in the files that its settings name: one that changed begins anew. Absent: they name none. */
  readonly files?: readonly LedFile[];
}

export interface AgentConfiguration {
  readonly config: FlashConfig;
  readonly collectors: readonly ConfiguredCollector[];
  /** TLS of the agent's pages; absent or null: plain HTTP. */
  readonly tls?: TlsFiles | null;
  /** Who may read the agent's pages, bcrypt hashes by name; absent or empty: names are not asked for. */
  readonly pageUsers?: Readonly<Record<string, string>>;
  /** The files that it leads to, for whoever watches them; absent: none. */
  readonly files?: readonly LedFile[];
}

/** Loads the configuration and checks the settings of every collector it names; throws a ConfigError that lists all problems. */
export async function loadAgentConfiguration(input: LoadConfigInput): Promise<AgentConfiguration> {
  const loaded = loadConfigWithSource(input);
  const { web_config_file: webConfig } = loaded.config.agent;
  const checked = await checkCollectors(loaded);
  const web = webConfig === undefined ? { tls: null, users: {} } : loadWebConfig(webConfig);
  const collectors = checked.map((one) => {
    const files = collectorFiles(one.name, one.settings);
    return files.length === 0 ? one : { ...one, files };
  });
  const files = [
    ...agentFiles(loaded.config, web.tls),
    ...collectors.flatMap(({ files: own = [] }) => own),
  ];
  return { config: loaded.config, collectors, tls: web.tls, pageUsers: web.users, files };
}

/**
 * Checks `collectors:` of a loaded file. A collector that is named runs; `false` switches it off.
 *
 * Beside its own settings each may have `interval_s` and `deadline_s`.
 */
export async function checkCollectors(
  { config, source, file }: LoadedConfig,
  modules: readonly AnyCollectorModule[] = allCollectors,
): Promise<ConfiguredCollector[]> {
  const problems: ConfigProblem[] = [];
  const configured: ConfiguredCollector[] = [];
  for (const [name, raw] of Object.entries(config.collectors)) {
    const module = modules.find((one) => one.name === name);
    if (module === undefined) problems.push(unknownCollector(name, source.lineOf, modules));
    else if (raw !== false) {
      const one = await checkOne(module, raw ?? {}, source.lineOf);
      if (Array.isArray(one)) problems.push(...one);
      else configured.push(one);
    }
  }
  if (problems.length > 0) throw new ConfigError(file, problems);
  return configured;
}

type LineOf = LoadedConfig['source']['lineOf'];

async function checkOne(
  module: AnyCollectorModule,
  raw: unknown,
  lineOf: LineOf,
): Promise<ConfiguredCollector | ConfigProblem[]> {
  const { z } = await import('zod');
  const seconds = z.number().positive().max(86_400).optional();
  const scheduleSchema = z.strictObject({ interval_s: seconds, deadline_s: seconds });
  const { own, schedule } = split(raw, Object.keys(scheduleSchema.shape));
  const schema = await module.schema();
  const above = ['collectors', module.name];
  const settings = schema.safeParse(own);
  const times = scheduleSchema.safeParse(schedule);
  const problems = [
    ...(settings.success
      ? []
      : explainIssues({ schema, value: own, issues: settings.error.issues, above, lineOf })),
    ...(times.success
      ? []
      : explainIssues({
          schema: scheduleSchema,
          value: schedule,
          issues: times.error.issues,
          above,
          lineOf,
        })),
  ];
  if (!settings.success || !times.success) return problems;
  const { interval_s: interval, deadline_s: deadline } = times.data;
  return {
    name: module.name,
    settings: settings.data,
    intervalMs: interval === undefined ? module.intervalMs : interval * 1_000,
    deadlineMs: deadline === undefined ? module.deadlineMs : deadline * 1_000,
  };
}

/** Takes the supervisor's keys out of a collector's settings. */
function split(raw: unknown, keys: readonly string[]): { own: unknown; schedule: unknown } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { own: raw, schedule: {} };
  const entries: [string, unknown][] = Object.entries(raw);
  return {
    own: Object.fromEntries(entries.filter(([key]) => !keys.includes(key))),
    schedule: Object.fromEntries(entries.filter(([key]) => keys.includes(key))),
  };
}

function unknownCollector(
  name: string,
  lineOf: LineOf,
  modules: readonly AnyCollectorModule[],
): ConfigProblem {
  const known = modules.map((module) => module.name);
  const near = nearestName(name, known);
  return {
    line: lineOf(['collectors', name]),
    field: `collectors.${name}`,
    expected: 'the name of a collector',
    received: describeValue(name),
    fix:
      near === null
        ? `remove it; the collectors are ${known.join(', ')}`
        : `did you mean "${near}"?`,
  };
}
