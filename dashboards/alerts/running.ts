/** Whether data are taken for physics: what many alerts ask beside their own condition. */

import type { Condition } from '#telemetry/alerts/expression.ts';
import { equal, last } from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';

/** A run for physics, or a rescan of a candidate, is open. */
export const physicsRun: Condition = equal(
  last('flash_run_open', { kind: ['physics', 'rescan'] }),
  thresholds.isSo,
);
