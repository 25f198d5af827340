/** Every threshold in one place, each with its reason; limits of channels are the campaign's own and stand in its configuration. */

export interface Threshold {
  readonly value: number;
  readonly unit: '1' | 'ms' | '{job}' | '{cadence}' | 'T' | 'd';
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
  sweepAge: {
    value: 10_800_000,
    unit: 'ms',
    reason:
      'A step of a copper-cavity run takes 1 to 2 h with a sweep before and after; an older sweep says nothing of now.',
  },
  fileCadences: {
    value: 5,
    unit: '{cadence}',
    reason: 'Files are written one after the other: five cadences without one is a pause.',
  },
  filePauseAtLeast: {
    value: 15_000,
    unit: 'ms',
    reason: 'Completion by quiet and delivery take some seconds; less is not a pause of the DAQ.',
  },
  fileSilence: {
    value: 300_000,
    unit: 'ms',
    reason:
      'Moving the tuner and sweeping takes 1 to 3 min: only a longer silence of an open run needs a person.',
  },
  fieldOn: {
    value: 0.1,
    unit: 'T',
    reason:
      'Below this the magnet is off for our purpose: the conversion power goes with the square of the field.',
  },
  unknownCadence: {
    value: 600_000,
    unit: 'ms',
    reason: 'A channel whose cadence is not known yet is believed this long.',
  },
  diskAttention: { value: 2, unit: 'd', reason: 'Two days of writing left are a weekend.' },
  diskAlarm: { value: 0.5, unit: 'd', reason: 'Half a day of writing left is a night.' },
  jobsStale: {
    value: 600_000,
    unit: 'ms',
    reason: 'A scheduler is asked every minute or two; after ten minutes its answer is history.',
  },
  volumeStale: {
    value: 900_000,
    unit: 'ms',
    reason:
      'A volume is asked every minute; one that has not answered for a quarter of an hour is not known.',
  },
  backupStale: {
    value: 129_600_000,
    unit: 'ms',
    reason: 'A backup is made every night: after a day and a half without one a night was missed.',
  },
  backupAlarm: {
    value: 691_200_000,
    unit: 'ms',
    reason: 'After eight days a lost disk would cost more than a week of log entries and imports.',
  },
} as const satisfies Readonly<Record<string, Threshold>>;
