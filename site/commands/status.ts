/** `flash status`: asks the hub and this node's agent how they are. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { isProcessAlive } from '#telemetry/process-alive.ts';
import { readManifest } from '../snapshot/reader.ts';

interface PartStatus {
  readonly name: string;
  readonly running: boolean;
  readonly detail: string;
}

export const command: Command = {
  options: { ...configOptions, json: { type: 'boolean', help: 'print it as JSON' } },
  usage: '[--config FILE] [--demo] [--json]',
  description: `Exit code 0 where hub and agent run and are ready, 1 where one of them is not.`,
  async run(input) {
    const config = configOf(input);
    const parts = [
      await askPart('hub', `http://${config.hub.listen}/readyz`),
      await askPart('agent', `http://${config.agent.listen}/readyz`),
      await snapshotPart(join(config.homeDirectory, 'snapshot')),
      await serverPart(join(config.homeDirectory, 'catalogue', 'server.json')),
    ];
    if (input.options['json'] === true) await input.write(`${JSON.stringify(parts, null, 2)}\n`);
    else {
      const lines = parts.map(
        (part) => `${part.name.padEnd(10)} ${part.running ? 'runs' : 'away'}  ${part.detail}`,
      );
      await input.write(`${config.homeDirectory}\n${lines.join('\n')}\n`);
    }
    return parts[0]?.running === true && parts[1]?.running === true ? 0 : 1;
  },
};

async function askPart(name: string, url: string): Promise<PartStatus> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    const detail = response.ok
      ? `ready, ${url}`
      : `not ready: ${(await response.text()).slice(0, 500)}`;
    return { name, running: response.ok, detail };
  } catch {
    return { name, running: false, detail: `nothing answers on ${url}` };
  }
}

async function snapshotPart(directory: string): Promise<PartStatus> {
  const manifest = await readManifest(directory);
  if (manifest === null)
    return { name: 'snapshot', running: false, detail: `none in ${directory}` };
  const age = (Date.now() - manifest.generated_at) / 1_000;
  const isFresh = age <= manifest.stale_after_s;
  const rows = Object.entries(manifest.rows).map(([table, count]) => `${count} ${table}`);
  return {
    name: 'snapshot',
    running: isFresh,
    detail: `${age.toFixed(0)} s old; ${rows.join(', ')}`,
  };
}

async function serverPart(path: string): Promise<PartStatus> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null)
    return { name: 'catalogue', running: false, detail: 'the embedded server does not run' };
  const state: unknown = JSON.parse(text);
  const pid = typeof state === 'object' && state !== null && 'pid' in state ? Number(state.pid) : 0;
  const isAlive = pid > 0 && isProcessAlive(pid);
  return {
    name: 'catalogue',
    running: isAlive,
    detail: isAlive ? `process ${pid}` : `process ${pid} is gone`,
  };
}
