/** The script of the documentation: a text needs little, and what it needs for one of its parts comes where that part is. */

import '../main.ts';
import '../page-age.ts';
import '../terms.ts';
// Less than a request of its own would cost.
import '../ticks.ts';

const PARTS = [
  ['flash-live', () => import('../live.ts')],
  ['flash-chart', async () => (await import('../charts-in-text.ts')).drawWhenNear()],
  ['flash-reach', () => import('../reach.ts')],
] as const;

for (const [place, load] of PARTS) if (document.querySelector(place) !== null) void load();
