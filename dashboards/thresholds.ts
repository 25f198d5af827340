/** Every threshold in one place, each with its reason; limits of channels are the campaign's own and stand in its configuration. */

import type { Threshold } from '#telemetry/alerts/threshold.ts';

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
    isOfWork: true,
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

  // Alerts: data

  isSo: {
    value: 1,
    unit: '1',
    reason: 'The metric says yes or no, and 1 is yes.',
  },
  isNot: {
    value: 0,
    unit: '1',
    reason: 'The metric says yes or no, and 0 is no.',
  },
  rateFall: {
    value: 0.5,
    clear: 0.7,
    unit: '1',
    reason:
      'Moving the tuner and sweeping takes at most 3 of every 60 min; half the usual rate over 10 min is none of these.',
  },
  oddFiles: {
    value: 0.5,
    unit: '{file}',
    reason:
      'Files of one run are of one size: a single one that is not may be the first of many. Half of one, because a rate over a window is not a whole number.',
  },
  blindRoots: {
    value: 1,
    unit: '{directory}',
    reason: 'What is written into a directory that nobody sees is not registered by anybody.',
  },
  unreadBytes: {
    value: 56,
    clear: 28,
    unit: 'GB',
    reason: 'An hour of data at 56 GB/h: reading and checksums keep up tenfold when all is well.',
  },

  // Alerts: cryogenics and magnet

  limitAttention: {
    value: 1,
    unit: '1',
    reason:
      'State 1 and more: a limit of the campaign is broken; the limits stand in its configuration, each with its reason.',
  },
  limitAlarm: {
    value: 2,
    unit: '1',
    reason: 'State 2: a limit is broken whose severity is “alarm”.',
  },
  fastRise: {
    value: 1.5,
    clear: 1.2,
    unit: '1',
    reason:
      'A tuner move warms a cavity by up to a sixth, and a mixing chamber has been seen to jump by half for seconds; half as much again for 2 min is a heat load.',
  },
  channelStale: {
    value: 1,
    unit: '1',
    reason: 'From 1 on a reading is older than its stale-after, three times its own cadence.',
  },
  sensorBeyond: {
    value: 1,
    unit: '1',
    reason: 'The instrument itself says that its number means nothing.',
  },
  fieldSpread: {
    value: 0.02,
    clear: 0.01,
    unit: 'T',
    reason:
      'A persistent field loses less than a millitesla in a month and a driven one is held to 1 mT; a ramp changes it by more than 90 mT in 10 min.',
  },
  quenchFall: {
    value: 0.5,
    unit: 'T',
    reason:
      'The fastest planned ramp, 8 T in 95 min, takes 0.42 T in 5 min; a quench takes all of it in seconds.',
  },

  // Alerts: resonance

  offCentre: {
    value: 0.25,
    clear: 0.2,
    unit: '{linewidth}',
    reason:
      'A quarter of a linewidth off the centre costs a fifth of the signal; more costs scan time that nobody planned.',
  },
  qualityLeast: {
    value: 10_000,
    unit: '1',
    reason:
      'Copper cavities of this kind reach 40 000 to 140 000; published searches cut what is below 10 000.',
  },
  qualityFall: {
    value: 0.7,
    clear: 0.8,
    unit: '1',
    reason:
      'Neighbouring positions of the tuner differ by some percent; a third less than the day’s mean is a touching rod, a mode crossing or warmth.',
  },
  couplingLeast: {
    value: 0.25,
    unit: '1',
    reason:
      'The signal goes with β/(1+β): below 0.25 four fifths of it stay in the walls. Where the regime is unknown this is the under-coupled reading.',
  },
  couplingMost: {
    value: 4,
    unit: '1',
    reason: 'The optimum for scanning is β = 2; above 4 the linewidth is paid for with Q_L.',
  },

  refusedSweeps: {
    value: 3,
    unit: '{sweep}',
    reason:
      'One sweep fails for a cable or a cut file; three of an hour fail for the cavity or the settings.',
  },

  // Alerts: safety

  fullInAWeek: {
    value: 7,
    clear: 8,
    unit: 'd',
    reason: 'A week is what it takes to ask for more space, or to archive and remove some.',
  },
  fullInTwoDays: {
    value: 2,
    clear: 2.5,
    unit: 'd',
    reason: 'Two days are a weekend: whoever can make room must be told before it.',
  },
  volumeFull: {
    value: 98,
    clear: 97,
    unit: '%',
    reason: 'The last fiftieth of an 8 TB disk is under three hours of data; then the DAQ stops.',
  },
  secondCopyLate: {
    value: 2,
    unit: 'h',
    reason:
      'Copying to the cloud follows data taking by minutes; two hours behind is a queue that does not move.',
  },
  tapeCopyLate: {
    value: 48,
    unit: 'h',
    reason: 'The tape system packs and migrates in batches; two nights are enough for any of them.',
  },
  unverifiedAge: {
    value: 7,
    unit: 'd',
    reason:
      'Every file’s checksum is asked for within a pass over its place; a file that nobody verified for a week may be the only copy, and wrong.',
  },
  lostCopies: {
    value: 1,
    unit: '{file}',
    reason: 'The storage itself says that it has lost the file; one is enough to look.',
  },

  // Alerts: computing

  heldJobsRaise: {
    value: 10,
    clear: 5,
    unit: '{job}',
    reason:
      'A few held jobs are somebody’s own affair; ten say that the farm or the submission is at fault.',
  },
  waitingJobs: {
    value: 20,
    unit: '{job}',
    reason: 'Below twenty waiting jobs an idle farm may just be between two submissions.',
  },
  noJobs: {
    value: 1,
    unit: '{job}',
    reason: 'Below one job running nothing runs.',
  },
  failedShare: {
    value: 30,
    clear: 20,
    unit: '%',
    reason: 'Single jobs fail for their own reasons; a third of them fail for a common one.',
  },
  endedJobs: {
    value: 10,
    unit: '{change}',
    reason: 'A share of fewer than ten jobs says nothing.',
  },

  // Alerts: agents and site

  spoolAge: {
    value: 15,
    clear: 5,
    unit: 'min',
    reason:
      'Facts are delivered within seconds; a quarter of an hour behind, the site shows the past. Days fit into the spool.',
  },
  clockOffset: {
    value: 500,
    clear: 250,
    unit: 'ms',
    reason:
      'Files come every 2.19 s and are matched with readings by their times; half a second off is a quarter of a file.',
  },
  refusedFacts: {
    value: 0.5,
    unit: '{fact}',
    reason:
      'None is ever refused when agent and hub are of one version; half of one, because growth over a window is not a whole number.',
  },
  receiverBehind: {
    value: 15,
    unit: 'min',
    reason:
      'A receiver at its limit of messages waits 4 min for the next digest, and one that fails is tried every 5 min at most: after a quarter of an hour people are not told.',
  },
  snapshotStale: {
    value: 30,
    unit: 's',
    reason: 'It is written every 10 s even when nothing changed; three missed ones are a fault.',
  },
  expirySoon: {
    value: 14,
    unit: 'd',
    reason: 'A new certificate takes a request and a person: two weeks before its end.',
  },
  tokenSoon: {
    value: 4,
    unit: 'min',
    reason:
      'Access tokens of an hour are renewed five minutes before their end; long ones by hand, within a working hour.',
  },
  failedUnits: {
    value: 1,
    unit: '{unit}',
    reason: 'A unit that failed does not come back by itself.',
  },
} as const satisfies Readonly<Record<string, Threshold>>;
