/** The page of charts, and charts inside texts; loaded where there is one. */

import { startCharts } from './explore/doors.ts';
import { startEmbed } from './explore/embed.ts';

const host = document.querySelector<HTMLElement>('flash-charts');
if (host !== null && document.querySelector('[data-x="data"]') !== null) startCharts(host);
for (const chart of document.querySelectorAll<HTMLElement>('flash-chart')) startEmbed(chart);
