/** Where the agent's pages will be, and whether something is there already. */

import type { CheckResult } from '#telemetry/check.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { describeError } from '#telemetry/errors.ts';

import { metricsToken } from '../pages.ts';
import { connectTo } from './look-at-source.ts';

const TIMEOUT_MS = 2_000;

/** A page's address on this machine. */
export function pageUrl({ agent }: Pick<FlashConfig, 'agent'>, page: string): string {
  return `http${agent.web_config_file === undefined ? '' : 's'}://${agent.listen}/${page}`;
}

/** Looks at the port and at the token that the pages want. */
export async function lookAtPages(config: FlashConfig): Promise<CheckResult> {
  const url = pageUrl(config, 'metrics');
  try {
    metricsToken(config);
  } catch (thrown) {
    const mend = 'write the token for /metrics into agent.metrics_token_file';
    return { state: 'failed', found: describeError(thrown), mend };
  }
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(config.agent.listen) ?? [];
  if (port === '0') return { state: 'good', found: `${url}, at a port that is free then` };
  const isFree = (await connectTo(anyToOwn(host), Number(port), TIMEOUT_MS)) !== null;
  if (isFree) return { state: 'good', found: url };
  const mend = 'as it should be while the agent runs; else another program has its port';
  return { state: 'attention', found: `${url}: something listens there already`, mend };
}

function anyToOwn(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
