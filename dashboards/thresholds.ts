/** Every threshold in one place, each with its reason; limits of channels are the campaign's own and stand in its configuration. */

export interface Threshold {
  readonly value: number;
  readonly unit: '1' | 'ms' | '{job}' | 's';
  readonly reason: string;
}

export const thresholds = {
  volumeAttention: {
    value: 0.9,
    unit: '1',
    reason: 'A tenth of the DAQ disk is about half a day of data: time to act in working hours.',
  },
  volumeAlarm: {
    value: 0.98,
    unit: '1',
    reason: 'The last fiftieth of an 8 TB disk is under three hours of data; then the DAQ stops.',
  },
  agentSilent: {
    value: 30_000,
    unit: 'ms',
    reason: 'Heartbeats come every 10 s; three missed ones are no longer a slow network.',
  },
  heldJobs: {
    value: 10,
    unit: '{job}',
    reason:
      'A few held jobs are somebody’s own affair; ten say that the farm or the submission is at fault.',
  },
  staleAtLeast: {
    value: 5_000,
    unit: 'ms',
    reason: 'Three times the cadence of a fast channel would flicker with every late batch.',
  },
} as const satisfies Readonly<Record<string, Threshold>>;
