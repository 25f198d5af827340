/**
 * The one script of every page, so that a first view needs one request for it; each part looks for its own place and does
 * nothing without it. What one page alone needs comes with that page.
 */

import './frame.ts';
import './now.ts';
import './runs.ts';
import './charts.ts';
import './run-files.ts';
import './live.ts';
import './search.ts';
import './local-time.ts';

/** Parts that come with the pages that have a place for them. */
const LAZY = [
  ['[data-section="alarms-head"]', () => import('./alarms.ts')],
  ['[data-overview]', () => import('./overview.ts')],
  ['[data-cite]', () => import('./cite.ts')],
  ['[data-run-shell]', () => import('./run-shell.ts')],
  ['[data-find]', () => import('./find.ts')],
  ['[data-log]', () => import('./log.ts')],
  ['flash-charts, flash-chart', () => import('./charts-page.ts')],
  ['flash-ticks, ol.steps', () => import('./ticks.ts')],
  ['.term', () => import('./terms.ts')],
  ['flash-reach', () => import('./reach.ts')],
  ['[data-old]', () => import('./page-age.ts')],
] as const;

for (const [place, load] of LAZY) if (document.querySelector(place) !== null) void load();

if (
  document.querySelector('[data-wall]') !== null &&
  new URLSearchParams(location.search).has('wall')
)
  void import('./wall.ts');
