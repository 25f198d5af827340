/** `flash status`: asks the hub and this node's agent how they are. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupConfig } from '#telemetry/catalogue/backup/back-up.ts';
import type { Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { isProcessAlive } from '#telemetry/process-alive.ts';
import { readManifest } from '../snapshot/reader.ts';
import { backupLine } from './status-backup.ts';
import { agentLines, counted, hubLines, type StatusLine } from './status-parts.ts';

export interface PartStatus {
  readonly name: string;
  readonly running: boolean;
  readonly detail: string;
  /** What stands instead of "runs" and "away", where it is no process. */
  readonly word?: string;
  /** What it is made of, as its readiness says: collectors and spool of the agent, parts of the hub. */
  readonly parts: readonly StatusLine[];
}

export const command: Command = {
  options: { ...configOptions, json: { type: 'boolean', help: 'print it as JSON' } },
  usage: '[--config FILE] [--demo] [--json]',
  description: `Exit code 0 where hub and agent run and are ready, 1 where one of them is not.`,
  async run(input) {
    const config = configOf(input);
    const parts = [
      await askPart('hub', config.hub.listen, hubLines),
      await askPart('agent', config.agent.listen, agentLines),
      await snapshotPart(join(config.homeDirectory, 'snapshot')),
      await serverPart(join(config.homeDirectory, 'catalogue', 'server.json')),
      await backupPart(config),
    ];
    if (input.options['json'] === true) await input.write(`${JSON.stringify(parts, null, 2)}\n`);
    else {
      await input.write(`${config.homeDirectory}\n${statusText(parts)}`);
    }
    return parts[0]?.running === true && parts[1]?.running === true ? 0 : 1;
  },
};

/** Returns the status as a person reads it: a line for each process, its parts below it. */
export function statusText(parts: readonly PartStatus[]): string {
  const lines = parts.flatMap((part) => {
    const width = Math.max(0, ...part.parts.map(({ name }) => name.length));
    return [
      `${part.name.padEnd(10)} ${part.word ?? (part.running ? 'runs' : 'away')}  ${part.detail}`,
      ...part.parts.map(
        ({ name, running, detail }) =>
          `  ${name.padEnd(width)}  ${running ? 'up  ' : 'down'}  ${detail}`,
      ),
    ];
  });
  return `${lines.join('\n')}\n`;
}

async function askPart(
  name: string,
  listen: string,
  linesOf: (body: unknown) => readonly StatusLine[],
): Promise<PartStatus> {
  const url = `http://${listen}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    const text = await response.text();
    const parts = linesOf(readJson(text));
    const why = parts.length === 0 ? text.slice(0, 500) : url;
    const detail = response.ok ? `ready, ${url}` : `not ready: ${why}`;
    return { name, running: response.ok, detail, parts };
  } catch {
    return { name, running: false, detail: `nothing answers on ${url}`, parts: [] };
  }
}

/** Returns what the text holds, or null where something else than ours answered. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function snapshotPart(directory: string): Promise<PartStatus> {
  const manifest = await readManifest(directory);
  if (manifest === null)
    return { name: 'snapshot', running: false, detail: `none in ${directory}`, parts: [] };
  const age = (Date.now() - manifest.generated_at) / 1_000;
  const isFresh = age <= manifest.stale_after_s;
  const rows = Object.entries(manifest.rows).map(([table, count]) =>
    counted(count, table.replaceAll('_', ' ')),
  );
  return {
    name: 'snapshot',
    running: isFresh,
    detail: `${age.toFixed(0)} s old; ${rows.join(', ')}`,
    parts: [],
  };
}

async function serverPart(path: string): Promise<PartStatus> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null)
    return {
      name: 'catalogue',
      running: false,
      detail: 'the embedded server does not run',
      parts: [],
    };
  const state: unknown = JSON.parse(text);
  const pid = typeof state === 'object' && state !== null && 'pid' in state ? Number(state.pid) : 0;
  const isAlive = pid > 0 && isProcessAlive(pid);
  return {
    name: 'catalogue',
    running: isAlive,
    detail: isAlive ? `process ${pid}` : `process ${pid} is gone`,
    parts: [],
  };
}

async function backupPart(config: BackupConfig): Promise<PartStatus> {
  const { exists, detail } = await backupLine(config, Date.now());
  return { name: 'backup', running: exists, word: exists ? 'made' : 'none', detail, parts: [] };
}
