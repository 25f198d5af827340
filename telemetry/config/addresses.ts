/** Where hub and agent listen, with the say of the environment and of what runs already, and where the recorder is. */

import { join } from 'node:path';
import { FlashError } from '../errors.ts';
import { readLease } from '../lease.ts';
import type { FlashConfig } from './schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

interface Listening {
  readonly hub: { readonly listen: string };
  readonly agent: { readonly listen: string };
}

/** The listening address of the hub: `FLASH_PORT` changes the port. */
function hubAddress(listen: string, env: Env): string {
  const port = portOf(env, 'FLASH_PORT');
  return port === null ? listen : withPort(listen, port);
}

/** The listening address of the agent: `FLASH_AGENT_PORT`, or `FLASH_PORT` + 1 (0 stays 0: a free one). */
function agentAddress(listen: string, env: Env): string {
  const own = portOf(env, 'FLASH_AGENT_PORT');
  if (own !== null) return withPort(listen, own);
  const hub = portOf(env, 'FLASH_PORT');
  if (hub === null) return listen;
  return withPort(listen, hub === 0 ? 0 : hub + 1);
}

/** The file by which a `flash up` holds its home, and says where its parts listen. */
export function upLease(homeDirectory: string): string {
  return join(homeDirectory, 'up.json');
}

/**
 * Where hub and agent listen: each at the port of the environment; else, where a `flash up` runs in this home, as that one
 * was told, so that commands typed beside it find it; else as configured.
 */
export function listenAddresses(
  { homeDirectory, hub, agent }: Pick<FlashConfig, 'homeDirectory'> & Listening,
  env: Env,
): Listening {
  const running = readLease(upLease(homeDirectory))?.addresses ?? {};
  return {
    hub: { listen: hubAddress(running['hub'] ?? hub.listen, env) },
    agent: { listen: agentAddress(running['agent'] ?? agent.listen, env) },
  };
}

/** The recorder's address without a slash at the end: `agent.recorder`, else the hub of this machine. */
export function recorderUrl(config: Pick<FlashConfig, 'agent' | 'hub'>): string {
  const named = config.agent.recorder;
  if (named !== undefined) return named.replace(/\/+$/, '');
  const listen = config.hub.listen.replace(/^(0\.0\.0\.0|\[::\]):/, '127.0.0.1:');
  return `http://${listen}`;
}

function withPort(listen: string, port: number): string {
  return listen.replace(/:\d+$/, `:${String(port)}`);
}

function portOf(env: Env, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === '') return null;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new FlashError({
    operation: 'choose a port',
    subject: name,
    reason: `expected a number from 0 to 65535, received "${text}"`,
    hint: `set ${name} to a free port, such as 4321, or unset it`,
  });
}
