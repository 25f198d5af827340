/** Every dashboard there is, one for each question, checked: Grafana's files and the site's pages are made from this list. */

import { checkDashboards } from '../check-dashboards.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { agents } from './agents.ts';
import { cold } from './cold.ts';
import { computing } from './computing.ts';
import { data } from './data.ts';
import { field } from './field.ts';
import { resonance } from './resonance.ts';
import { run } from './run.ts';
import { safe } from './safe.ts';

export const dashboards: readonly DashboardDefinition[] = [
  data,
  field,
  resonance,
  cold,
  safe,
  computing,
  agents,
  run,
];

checkDashboards(dashboards, thresholds);
