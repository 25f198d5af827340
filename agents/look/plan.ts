/** What an agent would do with a configuration, and whether everything that it needs is there; nothing is started or stored. */

import { userInfo } from 'node:os';

import type { CheckResult } from '#telemetry/check.ts';

import type { AnyCollectorModule } from '../collector.ts';
import { collectors as allCollectors } from '../collectors/index.ts';
import type { AgentConfiguration, ConfiguredCollector } from '../configured.ts';
import { lookAtPages } from './look-at-pages.ts';
import { lookAtRecorder, lookAtToken } from './look-at-recorder.ts';
import { lookAtSource } from './look-at-source.ts';
import type { LookOptions } from './look-at-source.ts';
import { lookAtSpool } from './look-at-spool.ts';

export interface Look extends CheckResult {
  readonly what: string;
}

export interface PlannedCollector {
  readonly name: string;
  readonly summary: string;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly sources: readonly Look[];
}

export interface Plan {
  readonly node: string;
  readonly site: string;
  /** Null: the built-in demo configuration. */
  readonly configuration: string | null;
  /** Who looked: another user may see more or less. */
  readonly user: string;
  readonly agent: readonly Look[];
  readonly collectors: readonly PlannedCollector[];
}

/** Looks at everything; takes as long as the slowest collector's sources. */
export async function planAgent(
  configuration: AgentConfiguration,
  modules: readonly AnyCollectorModule[] = allCollectors,
): Promise<Plan> {
  const { config } = configuration;
  const [recorder, pages, collectors] = await Promise.all([
    lookAtRecorder(config),
    lookAtPages(config),
    planCollectors(configuration.collectors, modules),
  ]);
  return {
    node: config.node,
    site: config.site,
    configuration: config.source,
    user: userName(),
    agent: [
      { what: 'recorder', ...recorder },
      { what: 'token', ...lookAtToken(config) },
      { what: 'spool', ...lookAtSpool(config.homeDirectory) },
      { what: 'pages', ...pages },
    ],
    collectors,
  };
}

/** Looks at the sources of every collector: of one after the other, of all at once. */
export async function planCollectors(
  configured: readonly ConfiguredCollector[],
  modules: readonly AnyCollectorModule[] = allCollectors,
  options: LookOptions = {},
): Promise<PlannedCollector[]> {
  return await Promise.all(
    configured.map(async ({ name, settings, intervalMs, deadlineMs }) => {
      const module = modules.find((one) => one.name === name);
      const sources: Look[] = [];
      for (const hint of module?.sources(settings) ?? [])
        sources.push({ what: hint.what, ...(await lookAtSource(hint, options)) });
      return { name, summary: module?.summary ?? '', intervalMs, deadlineMs, sources };
    }),
  );
}

/** Whether something is missing without which a collector or the delivery cannot work. */
export function isMissing({ state }: CheckResult): boolean {
  return state === 'failed';
}

/** A user id without a name (a container's) has none to tell. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
