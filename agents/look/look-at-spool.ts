/** Looks whether the spool can be written and how much room it has; opens nothing, so that a running agent is not disturbed. */

import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { CheckResult } from '#telemetry/check.ts';
import { describeError } from '#telemetry/errors.ts';
import { describeSalvage, readReports } from '#telemetry/spool/salvage-report.ts';

/** Below this a spool cannot take up a long absence of the recorder. */
const SPOOL_ROOM_BYTES = 1_000_000_000;

/** Looks at the spool below a home, or at the nearest folder above it where it is still to be made. */
export function lookAtSpool(home: string): CheckResult {
  const wanted = join(home, 'spool');
  const folder = nearest(wanted);
  const place = folder === wanted ? wanted : `${wanted} (to be made in ${folder})`;
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const found = `${(free / 1e9).toFixed(1)} GB free for ${place}`;
    const [salvaged] = readReports(join(wanted, 'spool.db'));
    if (salvaged !== undefined) {
      const mend = `look at what was lost, then remove the kept file: rm ${salvaged.movedTo}*`;
      return { state: 'attention', found: `${found}; ${describeSalvage(salvaged)}`, mend };
    }
    if (free >= SPOOL_ROOM_BYTES) return { state: 'good', found };
    return { state: 'attention', found, mend: 'free at least 1 GB, or set FLASH_HOME elsewhere' };
  } catch (thrown) {
    const mend = `let this user write ${folder}, or set FLASH_HOME elsewhere`;
    return { state: 'failed', found: describeError(thrown), mend };
  }
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}
