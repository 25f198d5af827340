/** An agent as its own process, with its configuration in a folder of its own and its log read as JSON. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

import { waitUntil } from '../wait-until.ts';
import { freePorts } from './free-port.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [key: string]: unknown;
}

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly config: string;
  readonly url: string;
  readonly lines: LogLine[];
  /** What was written on standard error and is no JSON. */
  readonly odd: string[];
  /** Writes the configuration: the collectors as YAML of two spaces, and more keys of `agent`. */
  readonly write: (collectors: string, agent?: string) => void;
  readonly metrics: () => Promise<string>;
  /** Waits for a line of the log. */
  readonly said: (what: RegExp) => Promise<LogLine>;
  /** Resolves with code and signal. */
  readonly ended: Promise<readonly [number | null, string | null]>;
}

export interface AgentProcessOptions {
  readonly collectors: string;
  readonly agent?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Goes on in the folder of another. */
  readonly home?: string;
}

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** Starts it; it is killed and its folder removed when the test ends. */
export async function startAgentProcess(
  t: TestContext,
  { collectors, agent = '', env = {}, home }: AgentProcessOptions,
): Promise<AgentProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-agent-'));
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'flash.yaml');
  const write = (list: string, more = agent): void => {
    const listen = `agent:\n  listen: 127.0.0.1:${String(port)}\n  recorder: http://127.0.0.1:1\n`;
    const token = more.includes('token') ? '' : '  token: very-secret-token\n';
    const head = `node: n1\nhome: ${home ?? join(folder, 'home')}\n${listen}${token}`;
    writeFileSync(config, `${head}${more}collectors:\n${list}`);
  };
  write(collectors);
  const words = [join(ROOT, 'flash.ts'), 'agent', '--config', config];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => [code, signal] as const);
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const lines: LogLine[] = [];
  const odd: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    try {
      lines.push(JSON.parse(line) as LogLine);
    } catch {
      odd.push(line);
    }
  });
  const url = `http://127.0.0.1:${String(port)}`;
  return {
    child,
    folder,
    config,
    url,
    lines,
    odd,
    write,
    metrics: async () => (await (await fetch(`${url}/metrics`).catch(() => null))?.text()) ?? '',
    said: (what) =>
      waitUntil(`a line of the log with ${String(what)}`, () =>
        lines.find(({ message }) => what.test(message)),
      ),
    ended,
  };
}
