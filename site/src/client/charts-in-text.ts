/** Charts in the middle of a text; loaded where there is one. */

import { startEmbed } from './explore/embed.ts';

for (const chart of document.querySelectorAll<HTMLElement>('flash-chart')) startEmbed(chart);
