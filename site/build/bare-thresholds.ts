/** Thresholds go to the browser without their reasons, which would be a twelfth of what every page loads and are read in the documentation. */

import { thresholds } from '#dashboards/thresholds.ts';

const THRESHOLDS = /\/dashboards\/thresholds\.ts(?:\?|$)/;

/** Gives browsers the values of `dashboards/thresholds.ts` alone. */
export function bareThresholds() {
  return {
    name: 'flash-bare-thresholds',
    enforce: 'pre' as const,
    applyToEnvironment: ({ name }: { readonly name: string }) => name === 'client',
    load(id: string): string | null {
      if (!THRESHOLDS.test(id)) return null;
      const values = Object.entries(thresholds).map(([name, { value }]) => [name, { value }]);
      return `export const thresholds = ${JSON.stringify(Object.fromEntries(values))};`;
    },
  };
}
