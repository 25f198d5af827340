/** The page of charts. */

import { startCharts } from './explore/doors.ts';

const host = document.querySelector<HTMLElement>('flash-charts');
if (host !== null && document.querySelector('[data-x="data"]') !== null) startCharts(host);
