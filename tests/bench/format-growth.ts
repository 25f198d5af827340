/** Cost against size as one table: a line for each thing that is done, a column for each size. */

import { digits, growthOf } from '#site/src/docs/figures.ts';
import { alignColumns } from './format-figures.ts';
import type { Figure } from './figure.ts';

/** Returns the table of the figures that name a size. */
export function formatGrowth(figures: readonly Figure[]): string {
  const { years, rows } = growthOf(figures.filter(({ value }) => !Number.isNaN(value)));
  return alignColumns([
    ['cost', ...years.map((size) => `${size} years`)],
    ...rows.map(({ what, costs }) => [
      what,
      ...costs.map((cost) =>
        cost === null ? 'not measured' : `${digits(cost.value)} ${cost.unit}`,
      ),
    ]),
  ]);
}
