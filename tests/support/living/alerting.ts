/** Debian's Prometheus and Alertmanager with the files that "flash dashboards" writes, and somebody who is told. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { programPath } from '../needs-program.ts';
import { waitUntil } from '../wait-until.ts';

/** An alert as Alertmanager tells it. */
export interface ToldAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Webhook extends AsyncDisposable {
  readonly url: string;
  /** Everything that was told, oldest first. */
  readonly told: readonly ToldAlert[];
  /** What was told last of each thing that an alert is about. */
  last(alert: string): readonly ToldAlert[];
}

/** Listens for what Alertmanager tells. */
export async function listenForAlerts(): Promise<Webhook> {
  const told: ToldAlert[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      told.push(...(JSON.parse(body) as { readonly alerts: readonly ToldAlert[] }).alerts);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}/alarms`,
    told,
    last(alert) {
      const own = told.filter(({ labels }) => labels['alertname'] === alert);
      return [...new Map(own.map((one) => [JSON.stringify(one.labels), one])).values()];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export interface Watcher extends AsyncDisposable {
  /** The series of an answer of Prometheus to a query of now. */
  ask(query: string): Promise<readonly Readonly<Record<string, string>>[]>;
}

/** Starts both in the folder of the files, on ports that those name; resolves when both are ready. */
export async function startWatching(
  folder: string,
  ports: { readonly prometheus: number; readonly alertmanager: number },
): Promise<Watcher> {
  const undo = new AsyncDisposableStack();
  const log = join(folder, 'log');
  const start = (path: string, first: readonly string[], words: readonly string[]): void => {
    const child = spawn(path, [...first, ...words], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (data: Buffer) => appendFileSync(log, data));
    undo.defer(() => end(child));
  };
  const addresses = [ports.alertmanager, ports.prometheus].map((port) => `127.0.0.1:${port}`);
  const [alertmanager = '', prometheus = ''] = addresses;
  start(...alertmanagerCommand(), [
    '--config.file=alertmanager.yml',
    '--storage.path=alertmanager-data',
    `--web.listen-address=${alertmanager}`,
    '--cluster.listen-address=',
  ]);
  start(
    programPath('FLASH_PROMETHEUS') ?? '',
    [],
    [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=prometheus-data',
      `--web.listen-address=${prometheus}`,
    ],
  );
  try {
    for (const address of addresses)
      await waitUntil(`${address} to be ready`, async () => {
        const answer = await fetch(`http://${address}/-/ready`).catch(() => null);
        return answer?.ok;
      });
  } catch (error) {
    await undo.disposeAsync();
    throw new Error(`${String(error)}\n${readFileSync(log, 'utf8')}`, { cause: error });
  }
  return {
    async ask(query) {
      const url = `http://${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`;
      const answer = (await (await fetch(url)).json()) as Answer;
      return answer.data.result.map(({ metric }) => metric);
    },
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}

/** Where Debian's Alertmanager looks for its templates. */
const TEMPLATES = '/usr/share/prometheus/alertmanager/default.tmpl';
const LAY_OVER = 'mount -t overlay overlay -o "lowerdir=$0:/usr/share" /usr/share && exec "$@"';

/** One that was unpacked and not installed gets a view of the disk, for itself alone, in which its templates lie where it looks. */
function alertmanagerCommand(): [string, readonly string[]] {
  const path = programPath('FLASH_ALERTMANAGER') ?? '';
  if (existsSync(TEMPLATES)) return [path, []];
  const share = resolve(dirname(path), '..', 'share');
  return ['unshare', ['--map-root-user', '--mount', 'sh', '-c', LAY_OVER, share, path]];
}

interface Answer {
  readonly data: {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
  };
}

/** Their data are thrown away: nobody waits for them to close files. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
