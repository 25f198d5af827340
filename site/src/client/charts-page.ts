/** The page of charts, and charts inside texts; loaded where there is one. */

import { startCharts } from './explore/doors.ts';

const host = document.querySelector<HTMLElement>('flash-charts');
if (host !== null && document.querySelector('[data-x="data"]') !== null) startCharts(host);
const charts = document.querySelectorAll<HTMLElement>('flash-chart');
if (charts.length > 0)
  void import('./explore/embed.ts').then(({ startEmbed }) => {
    for (const chart of charts) startEmbed(chart);
  });
