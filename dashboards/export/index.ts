/** Everything that "flash dashboards" writes; a new kind of file is one line here. */

import { alerts } from '../alerts/index.ts';
import { dashboards } from '../questions/index.ts';
import { recordings } from '../recordings.ts';
import { alertmanagerFile } from './alertmanager.ts';
import { collectorFile } from './collector.ts';
import type { ExportedFile, ExportInput } from './export.ts';
import { grafanaFiles } from './grafana/index.ts';
import { mostPace } from './pace.ts';
import { ruleFiles } from './rules.ts';
import { scrapeFiles } from './scrape.ts';

/** The highest pace that the definitions bear. */
export const MOST_PACE = mostPace({ alerts, recordings, dashboards });

/** Returns the files, by path below the folder that is asked for. */
export function exportAll(input: ExportInput): readonly ExportedFile[] {
  return [
    ...scrapeFiles(input),
    ...ruleFiles(alerts, recordings, input),
    alertmanagerFile(alerts, input),
    collectorFile(),
    ...grafanaFiles(dashboards, input),
  ];
}
