/** Which changes of the configuration a running agent can take, and what became of the last one. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';

import type { AgentConfiguration } from './configured.ts';

export interface ReloadState {
  /** Whether the configuration that was last read is the one that runs. */
  readonly success: boolean;
  /** When the one that runs was read, UTC ms. */
  readonly at: number;
}

export interface Reloads {
  readonly note: (success: boolean) => void;
  readonly state: () => ReloadState;
}

/** Remembers; the start counts as the first success. */
export function createReloads(clock: Clock): Reloads {
  let state: ReloadState = { success: true, at: clock.now() };
  return {
    note(success) {
      state = { success, at: success ? clock.now() : state.at };
    },
    state: () => state,
  };
}

/** What an agent is made with once: its name, its places, its socket. */
const FIXED: Readonly<Record<string, (config: FlashConfig, tls: unknown) => unknown>> = {
  node: ({ node }) => node,
  site: ({ site }) => site,
  home: ({ homeDirectory }) => homeDirectory,
  'agent.listen': ({ agent }) => agent.listen,
  'agent.spool_max_bytes': ({ agent }) => agent.spool_max_bytes,
  'agent.otlp': ({ agent }) => [agent.otlp, agent.role],
  'agent.web_config_file': (_config, tls) => tls ?? null,
  'agent.metrics_token_file': ({ agent }) => agent.metrics_token_file,
};

/** Throws a FlashError that names the keys where the change takes a restart. */
export function checkReloadable(now: AgentConfiguration, next: AgentConfiguration): void {
  const changed = Object.entries(FIXED)
    .filter(([, of]) => isOther(of(now.config, now.tls), of(next.config, next.tls)))
    .map(([key]) => key);
  if (changed.length === 0) return;
  throw new FlashError({
    operation: 'take over the configuration',
    subject: next.config.source ?? 'flash.yaml',
    reason: `a running agent cannot change ${changed.join(', ')}`,
    hint: 'restart it: `systemctl restart flash-agent`; nothing is lost',
  });
}

function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
