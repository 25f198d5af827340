/** The completion rule that the settings name. */

import type { DaqSettings } from '../daq.schema.ts';
import type { CompletionRule } from './completion.ts';
import { createMarkers } from './completion.ts';

/** Beyond the completion rule: a poll, and the time between a look and the one before. */
const RATE_LAG_MS = 5_000;
/** A marker or a next file may be so late and its bytes still count in the window in which they were written. */
const BY_NAME_LAG_MS = 10_000;

/** The rule, in milliseconds. */
export function completionOf(complete: DaqSettings['complete']): CompletionRule {
  switch (complete.rule) {
    case 'quiet':
      return { rule: 'quiet', quietMs: complete.quiet_s * 1000 };
    case 'rename':
      return { rule: 'rename' };
    case 'marker': {
      const missingMs = complete.missing_s * 1000;
      return { rule: 'marker', markers: createMarkers(complete.pattern), missingMs };
    }
    case 'next':
      return { rule: 'next', lastMs: complete.last_s * 1000 };
  }
}

/** How long after its last write a file may be found complete, ms. */
export function rateLagMs(complete: DaqSettings['complete']): number {
  if (complete.rule === 'quiet') return complete.quiet_s * 1000 + RATE_LAG_MS;
  return RATE_LAG_MS + (complete.rule === 'rename' ? 0 : BY_NAME_LAG_MS);
}
