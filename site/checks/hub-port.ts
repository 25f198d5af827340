/** Whether the hub answers on its address, or could listen there. */

import { createServer } from 'node:net';
import type { Check, CheckResult } from '#telemetry/check.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { errorCode } from '#telemetry/errors.ts';

export const hubPort: Check = {
  name: 'the hub answers, or its port is free',
  async run({ config }) {
    const { listen } = config.hub;
    try {
      const response = await fetch(`http://${listen}/healthz`, {
        signal: AbortSignal.timeout(3_000),
      });
      if (response.ok && (await response.text()) === 'ok\n') return await whose(config);
      return {
        state: 'failed',
        found: `something else answers on ${listen}`,
        mend: 'set FLASH_PORT to a free port',
      };
    } catch {
      return await tryPort(listen);
    }
  },
};

/** A hub answers; whether it is this configuration's is what its readiness says. */
async function whose({ hub, node, isDemo }: FlashConfig): Promise<CheckResult> {
  const response = await fetch(`http://${hub.listen}/readyz`, {
    signal: AbortSignal.timeout(3_000),
  });
  const said: unknown = await response.json();
  const isObject = typeof said === 'object' && said !== null;
  const theirs =
    isObject && 'node' in said && 'demo' in said
      ? `${String(said.node)}${said.demo === true ? ', demo' : ''}`
      : 'unknown';
  const ours = `${node}${isDemo ? ', demo' : ''}`;
  if (theirs === ours) return { state: 'good', found: `it answers on ${hub.listen}` };
  return {
    state: 'failed',
    found: `the hub of another experiment (${theirs}) answers on ${hub.listen}; this one is ${ours}`,
    mend: 'end that one, or set FLASH_PORT to a free port',
  };
}

async function tryPort(listen: string): Promise<CheckResult> {
  const port = Number(listen.slice(listen.lastIndexOf(':') + 1));
  const host = listen.slice(0, listen.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const found = `${listen}: ${errorCode(error) ?? error.message}`;
      resolve({
        state: 'failed',
        found,
        mend: 'set FLASH_PORT to a free port, or end the program that holds this one',
      });
    });
    server.listen(port, host, () => {
      server.close(() => resolve({ state: 'good', found: `${listen} is free; no hub runs` }));
    });
  });
}
