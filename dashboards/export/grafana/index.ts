/** Grafana's files: one JSON a dashboard, and what lets Grafana load them and the data sources without a click. */

import type { DashboardDefinition } from '../../definition.ts';
import type { ExportedFile, ExportInput } from '../export.ts';
import { scrapeMs } from '../pace.ts';
import { spanText } from '../promql.ts';
import { yamlText } from '../rules.ts';
import { grafanaDashboard } from './dashboard.ts';
import { CATALOGUE, PROMETHEUS } from './sources.ts';

/** Below the folder that is asked for: its content goes to Grafana's folder of provisioning as it is. */
const FOLDER = 'grafana/provisioning';
/** Where Grafana's packages and its container image look for provisioning. */
const ON_GRAFANA = '/etc/grafana/provisioning';

/** Returns Grafana's files. */
export function grafanaFiles(
  dashboards: readonly DashboardDefinition[],
  input: Pick<ExportInput, 'siteUrl' | 'pace' | 'prometheus'>,
): readonly ExportedFile[] {
  return [
    ...dashboards.map((definition) => ({
      path: `${FOLDER}/dashboards/flash/${definition.name}.json`,
      text: `${JSON.stringify(grafanaDashboard(definition, input), null, 2)}\n`,
    })),
    { path: `${FOLDER}/dashboards/flash.yml`, text: yamlText(PROVIDER_TITLE, PROVIDER) },
    {
      path: `${FOLDER}/datasources/flash.yml`,
      text: yamlText(SOURCES_TITLE, sourcesOf(input)),
      isStart: true,
    },
  ];
}

const PROVIDER_TITLE = `Grafana: where the dashboards lie. Copy this folder's content to ${ON_GRAFANA}.`;
const PROVIDER = {
  apiVersion: 1,
  providers: [
    {
      name: 'flash',
      folder: 'FLASH',
      folderUid: 'flash',
      type: 'file',
      allowUiUpdates: false,
      options: { path: `${ON_GRAFANA}/dashboards/flash` },
    },
  ],
};

const SOURCES_TITLE =
  'Grafana: Prometheus and the catalogue. Write the addresses in; the password comes from the environment of Grafana.';
const sourcesOf = ({ prometheus, pace }: Pick<ExportInput, 'pace' | 'prometheus'>): object => ({
  apiVersion: 1,
  datasources: [
    {
      name: 'FLASH Prometheus',
      ...PROMETHEUS,
      access: 'proxy',
      url: `http://${prometheus}`,
      jsonData: { timeInterval: spanText(scrapeMs(pace)), httpMethod: 'POST' },
    },
    {
      name: 'FLASH catalogue',
      ...CATALOGUE,
      access: 'proxy',
      url: '127.0.0.1:3306',
      // An account that only reads.
      user: 'flash_publisher',
      jsonData: { database: 'flash', maxOpenConns: 4, timezone: '+00:00' },
      secureJsonData: { password: '${FLASH_GRAFANA_PASSWORD}' },
    },
  ],
});
