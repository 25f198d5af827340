/** What "flash dashboards" writes for Grafana, for an installation that does not exist. */

import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ExportInput } from '#dashboards/export/export.ts';
import { exportAll } from '#dashboards/export/index.ts';

export const INPUT: ExportInput = {
  hub: { address: '127.0.0.1:4321', isTls: false, tokenFile: null, metricsPath: '/metrics' },
  agent: { address: '127.0.0.1:9464', isTls: false, tokenFile: null, node: 'lnf-daq' },
  siteUrl: 'https://flash.example/site',
  pace: 1,
  sources: new Set(),
  webhook: null,
  alertmanager: '127.0.0.1:9093',
  prometheus: '127.0.0.1:9090',
};

export interface GrafanaFile {
  readonly path: string;
  readonly text: string;
  readonly dashboard: Dashboard;
}

/** The dashboards, read back from their text. */
export function grafanaDashboards(): readonly GrafanaFile[] {
  return exportAll(INPUT)
    .filter(({ path }) => /^grafana\/.*\.json$/.test(path))
    .map((file) => ({ ...file, dashboard: JSON.parse(file.text) as Dashboard }));
}

/** The panels that are no rows. */
export function panelsOf({ panels = [] }: Dashboard): readonly Panel[] {
  return panels.filter((panel): panel is Panel => panel.type !== 'row');
}
