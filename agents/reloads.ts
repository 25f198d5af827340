/** Which changes of the configuration a running agent can take, and what became of the last one. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { TlsFiles } from '#telemetry/config/web-config.ts';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';

import type { AgentConfiguration } from './configured.ts';
import type { LedFile } from './led-files.ts';

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
const FIXED: Readonly<Record<string, (config: FlashConfig, tls: TlsFiles | null) => unknown>> = {
  node: ({ node }) => node,
  site: ({ site }) => site,
  home: ({ homeDirectory }) => homeDirectory,
  'agent.listen': ({ agent }) => agent.listen,
  'agent.spool_max_bytes': ({ agent }) => agent.spool_max_bytes,
  'agent.otlp': ({ agent }) => [agent.otlp, agent.role],
  // What is in the files is taken over; the socket speaks TLS or not, and asks clients for certificates or not, for ever.
  'agent.web_config_file (TLS on or off, client_auth_type)': (_config, tls) => tls?.clientAuth,
};

/** Throws a FlashError where a file is wrong that was not so before, or where the change takes a restart: it names the keys. */
export function checkReloadable(now: AgentConfiguration, next: AgentConfiguration): void {
  const wrong = (next.files ?? []).find(({ path, problem }) => {
    const before = now.files?.find((file) => file.path === path);
    return problem !== null && before?.problem !== problem;
  });
  if (wrong !== undefined) throw unusable(wrong);
  const changed = Object.entries(FIXED)
    .filter(([, of]) => isOther(of(now.config, now.tls ?? null), of(next.config, next.tls ?? null)))
    .map(([key]) => key);
  if (changed.length === 0) return;
  throw new FlashError({
    operation: 'take over the configuration',
    subject: next.config.source ?? 'flash.yaml',
    reason: `a running agent cannot change ${changed.join(', ')}`,
    hint: 'restart it: `systemctl restart flash-agent`; nothing is lost',
  });
}

function unusable({ key, path, problem }: LedFile): FlashError {
  return new FlashError({
    operation: 'take over the configuration',
    subject: path,
    reason: problem ?? 'it cannot be used',
    hint: `mend the file that ${key} names; it is looked at again by itself`,
  });
}

function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
