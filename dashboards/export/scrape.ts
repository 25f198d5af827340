/** Prometheus's own configuration: what it scrapes, which rules it keeps, whom it tells. */

import type { ExportedFile, ExportInput, Target } from './export.ts';
import { scrapeMs } from './pace.ts';
import { spanText } from './promql.ts';
import { yamlText } from './rules.ts';

function access({ isTls, tokenFile }: Target): object {
  return {
    ...(isTls ? { scheme: 'https' } : {}),
    ...(tokenFile === null ? {} : { authorization: { credentials_file: tokenFile } }),
  };
}

/**
 * Returns `prometheus.yml`, and the file in which agents of other machines are written down. Labels that a metric has
 * itself win (`honor_labels`), so that the hub can tell of nodes; `node` is how an agent's series are told apart.
 */
export function scrapeFiles({
  hub,
  agent,
  alertmanager,
  pace,
}: ExportInput): readonly ExportedFile[] {
  const every = spanText(scrapeMs(pace));
  const config = {
    global: { scrape_interval: every, evaluation_interval: every, scrape_timeout: every },
    rule_files: ['rules/*.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: 'flash-hub',
        honor_labels: true,
        metrics_path: hub.metricsPath,
        ...access(hub),
        static_configs: [{ targets: [hub.address] }],
      },
      {
        job_name: 'flash-agent',
        honor_labels: true,
        ...access(agent),
        static_configs: [{ targets: [agent.address], labels: { node: agent.node } }],
      },
      {
        job_name: 'flash-agents',
        honor_labels: true,
        file_sd_configs: [{ files: ['targets/*.yml'], refresh_interval: '30s' }],
      },
    ],
  };
  return [
    {
      path: 'prometheus.yml',
      text: yamlText(
        'Prometheus: start it with --config.file=prometheus.yml, in this folder.',
        config,
      ),
    },
    { path: 'targets/agents.yml', text: AGENTS, isStart: true },
  ];
}

const AGENTS = `# Agents of other machines: address and the node's name, as in its flash.yaml. Prometheus reads a change by itself.
# - targets: ['10.0.0.12:9464']
#   labels: { node: lnf-cryo }
[]
`;
