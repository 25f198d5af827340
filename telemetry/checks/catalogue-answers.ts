/** `flash doctor`: does the catalogue answer, and what is in it? */

import { openCatalogue } from '../catalogue/open.ts';
import type { Check } from '../check.ts';
import { describeError, FlashError } from '../errors.ts';

interface Counts {
  readonly runs: number;
  readonly files: number;
  readonly channels: number;
  readonly refused: number;
  readonly lost: number;
}

/** Refused facts are counted up to here. */
const MANY = 1_000;

const COUNTS = `
  SELECT (SELECT COALESCE(SUM(run_count), 0) FROM campaign) AS runs,
    (SELECT COALESCE(SUM(file_count), 0) FROM campaign) AS files, (SELECT COUNT(*) FROM channel) AS channels,
    (SELECT COUNT(*) FROM (SELECT 1 FROM refused_fact LIMIT ${String(MANY)}) AS some) AS refused,
    (SELECT COALESCE(SUM(last_seq - first_seq + 1), 0) FROM delivery_gap WHERE at_ms > ?) AS lost`;

/** Older losses are history: the log has them. */
const LOST_WITHIN_MS = 30 * 86_400_000;

export const catalogueAnswers: Check = {
  name: 'the catalogue answers',
  run: async ({ config, env, now }) => {
    try {
      await using catalogue = await openCatalogue({ config, env, mode: 'use' });
      const rows = await catalogue.pools.publisher.query<Counts[]>(COUNTS, [now - LOST_WITHIN_MS]);
      const { runs = 0, files = 0, channels = 0, refused = 0, lost = 0 } = rows[0] ?? {};
      const found = `${String(runs)} runs, ${String(files)} files, ${String(channels)} channels`;
      if (refused === 0 && lost === 0) return { state: 'good', found };
      if (refused === 0) {
        return {
          state: 'attention',
          found: `${found}; ${String(lost)} facts of the last 30 days will not come`,
          mend: 'see which, of whom and why: the log, tag "gap", or SELECT * FROM delivery_gap',
        };
      }
      return {
        state: 'attention',
        found: `${found}; ${refused < MANY ? '' : 'at least '}${String(refused)} facts were refused`,
        mend: 'see why: SELECT agent, reason, COUNT(*) FROM refused_fact GROUP BY agent, reason',
      };
    } catch (thrown) {
      const mend = thrown instanceof FlashError ? thrown.hint : undefined;
      const found = describeError(thrown).split('\n')[0] ?? '';
      return { state: 'failed', found, ...(mend === undefined ? {} : { mend }) };
    }
  },
};
