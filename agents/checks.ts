/** What `flash doctor` asks of this node's agent. */

import type { Check } from '#telemetry/check.ts';

export const checks: readonly Check[] = [];
