/** The texts that an agent may never write: what its configuration names as secret. */

import { agentToken } from '#telemetry/config/agent-token.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';

import { metricsToken } from './pages.ts';

/** Keys whose values are secret wherever they stand in the settings of a collector. */
const SECRET_KEY = /(password|token|secret)$/;

/** Returns them; the token's file is read again, since it may have changed. */
export function knownSecrets(
  config: Pick<FlashConfig, 'agent' | 'homeDirectory' | 'collectors'>,
): readonly string[] {
  const own = [agentToken, metricsToken].flatMap((read) => readQuietly(() => read(config)));
  return [...own, ...secretsIn(config.collectors)];
}

/** One that cannot be read is known to nobody. */
function readQuietly(read: () => string | null): string[] {
  try {
    return [read() ?? []].flat();
  } catch {
    return [];
  }
}

function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && SECRET_KEY.test(key) ? [inner] : secretsIn(inner),
  );
}
