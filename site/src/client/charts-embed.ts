/** Charts inside texts, with their style; loaded where there is one. */

import '../styles/panels.css';
import { startEmbed } from './explore/embed.ts';

for (const chart of document.querySelectorAll<HTMLElement>('flash-chart')) startEmbed(chart);
