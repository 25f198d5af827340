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
import './cite.ts';
import './find-door.ts';
import './page-age.ts';
import './terms.ts';

/** Parts that come with the pages that have a place for them. */
const LAZY = [
  ['[data-section="alarms-head"]', () => import('./alarms.ts')],
  ['[data-overview]', () => import('./overview.ts')],
  ['[data-run-shell]', () => import('./run-shell.ts')],
  ['[data-log]', () => import('./log.ts')],
  ['flash-charts, flash-chart', () => import('./charts-page.ts')],
  ['flash-ticks, ol.steps', () => import('./ticks.ts')],
  ['flash-reach', () => import('./reach.ts')],
] as const;

for (const [place, load] of LAZY) if (document.querySelector(place) !== null) void load();

if (
  document.querySelector('[data-wall]') !== null &&
  new URLSearchParams(location.search).has('wall')
)
  void import('./wall.ts');
