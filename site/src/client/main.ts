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

if (document.querySelector('[data-section="alarms-head"]') !== null) void import('./alarms.ts');
if (document.querySelector('[data-overview]') !== null) void import('./overview.ts');
if (
  document.querySelector('[data-wall]') !== null &&
  new URLSearchParams(location.search).has('wall')
)
  void import('./wall.ts');
if (document.querySelector('[data-cite]') !== null) void import('./cite.ts');
if (document.querySelector('[data-run-shell]') !== null) void import('./run-shell.ts');
if (document.querySelector('[data-find]') !== null) void import('./find.ts');
if (document.querySelector('[data-log]') !== null) void import('./log.ts');
if (document.querySelector('flash-charts') !== null) void import('./charts-page.ts');
if (document.querySelector('flash-chart') !== null) void import('./charts-embed.ts');
if (document.querySelector('flash-ticks, ol.steps') !== null) void import('./ticks.ts');
if (document.querySelector('.term') !== null) void import('./terms.ts');
if (document.querySelector('flash-reach') !== null) void import('./reach.ts');
if (document.querySelector('[data-old]') !== null) void import('./page-age.ts');
if (document.querySelector('flash-charts, flash-chart') !== null) void import('./charts-page.ts');
