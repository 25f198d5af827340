/** Values over long spans that panels ask often: recorded by Prometheus under names of its convention, level:metric:operation. */

import type { Value } from '#telemetry/alerts/expression.ts';
import { avgOver, difference, last, min, sum, timeLeft } from '#telemetry/alerts/words.ts';
import { DAY, HOUR, MINUTE } from './alerts/spans.ts';

export interface Recording {
  readonly name: string;
  readonly value: Value;
  /** What it is, with its unit. */
  readonly help: string;
}

export const recordings: readonly Recording[] = [
  {
    name: 'node:flash_daq_bytes_per_second:avg10m',
    value: avgOver('flash_daq_bytes_per_second', 10 * MINUTE),
    help: 'Mean rate of data in bytes a second, over 10 min.',
  },
  {
    name: 'node:flash_daq_bytes_per_second:avg6h',
    value: avgOver('flash_daq_bytes_per_second', 6 * HOUR),
    help: 'Mean rate of data in bytes a second, over 6 h.',
  },
  {
    name: 'campaign:flash_resonance_quality_factor:avg1d',
    value: avgOver('flash_resonance_quality_factor', DAY),
    help: 'Mean Q_L over a day.',
  },
  {
    name: 'node_volume:flash_storage_time_left_seconds:slope6h',
    value: timeLeft(last('flash_storage_free_bytes'), 'flash_storage_used_bytes', 6 * HOUR),
    help: 'Seconds until the volume is full at the growth of 6 h; absent where it does not grow.',
  },
  {
    name: 'place_resource:flash_storage_quota_time_left_seconds:slope1d',
    value: timeLeft(
      difference(
        min(
          ['node', 'place', 'resource'],
          last('flash_storage_quota_bytes', { standing: 'assigned' }),
        ),
        last('flash_storage_quota_used_bytes'),
      ),
      'flash_storage_quota_used_bytes',
      DAY,
    ),
    help: 'Seconds until the quota is used up at the growth of a day; absent where its use does not grow.',
  },
  {
    name: 'batch_system_state:flash_batch_jobs:sum',
    value: sum(['batch_system', 'state'], last('flash_batch_jobs')),
    help: 'Jobs of all queues of a system, by state.',
  },
];
