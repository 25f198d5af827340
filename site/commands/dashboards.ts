/** `flash dashboards`: what Prometheus, Alertmanager, Grafana and the OpenTelemetry Collector need, as files. */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alerts } from '#dashboards/alerts/index.ts';
import type { ExportInput } from '#dashboards/export/export.ts';
import { exportAll, MOST_PACE } from '#dashboards/export/index.ts';
import { offLines } from '#dashboards/export/rules.ts';
import type { Source } from '#telemetry/alerts/definition.ts';
import { UsageError, type Command, type CommandInput } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { configuredSources, sourcesPublished } from '../alert-sources.ts';
import { checkRunbooks } from '../build/runbooks.ts';
import { sitePath } from '../compiled-site.ts';
import { openSnapshot } from '../snapshot/reader.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEFAULT_OUT = 'dashboards-out';
const ALERTMANAGER = '127.0.0.1:9093';
const PROMETHEUS = '127.0.0.1:9090';

export const command: Command = {
  options: {
    ...configOptions,
    out: { type: 'string', value: 'DIR', help: `where to write (default: ${DEFAULT_OUT})` },
    pace: {
      type: 'string',
      value: 'N',
      help: `divide every window and duration by N, for trials: 1 to ${MOST_PACE} (default: 1)`,
    },
    alertmanager: {
      type: 'string',
      value: 'HOST:PORT',
      help: `where Alertmanager listens (default: ${ALERTMANAGER})`,
    },
    prometheus: {
      type: 'string',
      value: 'HOST:PORT',
      help: `where Prometheus listens, for Grafana (default: ${PROMETHEUS})`,
    },
    webhook: {
      type: 'string',
      value: 'URL',
      help: 'where Alertmanager sends alarms (default: nowhere yet)',
    },
  },
  usage:
    '[--out DIR] [--pace N] [--webhook URL] [--alertmanager HOST:PORT] [--prometheus HOST:PORT] [--config FILE] [--demo]',
  description: `Writes dashboards and provisioning of Grafana, the scrape configuration, alert and recording rules of
Prometheus, and the configuration of Alertmanager and of an OpenTelemetry Collector. Start Prometheus in DIR:
prometheus --config.file=prometheus.yml.
Files are written anew each time, but for targets/agents.yml, where you write down agents of other machines, and
Grafana's data sources.
An alert whose source is not configured, here or on a node that the hub hears from, is off, and listed as off.`,
  async run(input) {
    const config = configOf(input);
    const out = input.options['out'];
    const directory = resolve(input.cwd, typeof out === 'string' ? out : DEFAULT_OUT);
    const { collectors, told } = await publishedBy(config);
    const sources = configuredSources(config, collectors, told);
    checkRunbooks(ROOT, alerts);
    const files = exportAll({ ...inputOf(config, input), sources });
    for (const { path, text, isStart } of files) {
      const target = join(directory, path);
      if (isStart === true && existsSync(target)) continue;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    const off = offLines(alerts, sources);
    input.say(`${directory}: ${files.length} files, ${alerts.length - off.length} alerts`);
    for (const line of off) input.say(line);
    return 0;
  },
};

function inputOf(config: FlashConfig, { options }: CommandInput): Omit<ExportInput, 'sources'> {
  const { hub, agent, node } = config;
  const url = (hub.site.url ?? `http://${hub.listen}`).replace(/\/$/, '');
  const webhook = options['webhook'];
  return {
    hub: {
      address: hub.listen,
      isTls: false,
      tokenFile: null,
      metricsPath: `${sitePath(hub.site.url ?? null).replace(/\/$/, '')}/metrics`,
    },
    agent: {
      node,
      address: agent.listen,
      isTls: agent.web_config_file !== undefined,
      tokenFile: agent.metrics_token_file ?? null,
    },
    siteUrl: url,
    pace: paceOf(options['pace']),
    webhook: typeof webhook === 'string' ? webhook : null,
    alertmanager: addressOf('alertmanager', options, ALERTMANAGER),
    prometheus: addressOf('prometheus', options, PROMETHEUS),
  };
}

function paceOf(text: CommandInput['options'][string] | undefined): number {
  if (text === undefined) return 1;
  const pace = Number(text);
  if (!(pace >= 1 && pace <= MOST_PACE))
    throw new UsageError(
      `--pace takes a number from 1 to ${MOST_PACE}, not "${String(text)}": above it the shortest window holds too few scrapes`,
    );
  return pace;
}

/** An address as a target of Prometheus has it: without a scheme, with a port. */
function addressOf(name: string, options: CommandInput['options'], otherwise: string): string {
  const text = options[name];
  if (text === undefined) return otherwise;
  if (typeof text !== 'string' || !/^[^\s/]+:\d{1,5}$/.test(text))
    throw new UsageError(`--${name} takes HOST:PORT, not "${String(text)}"`);
  return text;
}

/** What agents of all nodes watch and tell of themselves, as the last snapshot says; nothing where none was published. */
async function publishedBy(
  config: FlashConfig,
): Promise<{ readonly collectors: readonly string[]; readonly told: readonly Source[] }> {
  const snapshot = await openSnapshot(join(config.homeDirectory, 'snapshot')).catch(() => null);
  if (snapshot === null) return { collectors: [], told: [] };
  const alarms = await snapshot.alarms().catch(() => null);
  return {
    collectors: snapshot.now.agents.flatMap(({ collectors }) => collectors.map(({ name }) => name)),
    told: sourcesPublished(alarms?.off ?? [], alerts),
  };
}
