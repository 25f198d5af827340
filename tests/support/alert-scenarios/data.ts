/** Scenarios of data and resonance. */

import { always, counts, flip, PHYSICS, scenario, standsStill, type Scenario } from './scenario.ts';

const resonance = (name: string): string => `flash_resonance_${name}{campaign="quax"}`;

export const dataScenarios: Readonly<Record<string, Scenario>> = {
  // The last file stands still; five minutes later it is too old. The cadence is 2.19 s.
  NoNewFile: scenario({
    series: {
      'flash_run_last_file_timestamp_seconds{campaign="quax",node="daq"}': standsStill,
      'flash_run_cadence_seconds{campaign="quax",node="daq"}': always(2.19),
    },
    holdsAfter: [5, 5.25],
  }),
  // 15.6 MB/s falls to a fifth: the mean of 10 min passes half of that of 6 h within them.
  DataRateFell: scenario({
    series: {
      'flash_daq_bytes_per_second{node="daq"}': flip(15.6e6, 3.1e6),
      ...PHYSICS,
    },
    quiet: 370,
    holdsAfter: [5, 8],
    clearsAfter: 10,
    stepS: 60,
  }),
  FileSizeOdd: scenario({
    series: {
      'flash_daq_odd_size_files_total{node="daq",campaign="quax"}': counts(2),
    },
    quiet: 20,
    holdsAfter: [0, 1],
    clearsAfter: 15.5,
  }),
  DaqDirectoryUnseen: scenario({
    series: {
      'flash_daq_roots{node="daq",state="blind"}': flip(0, 1),
      'flash_daq_roots{node="daq",state="seen"}': flip(2, 1),
    },
  }),
  ReadingBehind: scenario({
    series: { 'flash_daq_checksum_backlog_bytes{node="daq"}': flip(1e9, 60e9) },
  }),
  OffResonance: scenario({
    series: { [resonance('offset_ratio')]: flip(0.05, -0.3), ...PHYSICS },
  }),
  QualityFactorLow: scenario({
    series: { [resonance('quality_factor')]: flip(21_000, 8_000), ...PHYSICS },
  }),
  QualityFactorFell: scenario({
    series: { [resonance('quality_factor')]: flip(40_000, 24_000), ...PHYSICS },
    quiet: 1_500,
    stepS: 120,
  }),
  CouplingOutOfRange: scenario({
    series: { [resonance('coupling_ratio')]: flip(0.7, 0.2), ...PHYSICS },
  }),
  SweepOld: scenario({
    series: { [resonance('sweep_timestamp_seconds')]: standsStill, ...PHYSICS },
    holdsAfter: [180, 181],
    stepS: 60,
  }),
  // Six in an hour; the third is seen after half an hour.
  SweepsRefused: scenario({
    series: {
      'flash_daq_sweeps_total{node="daq",campaign="quax",outcome="refused"}': counts(0.1),
    },
    quiet: 70,
    holdsAfter: [25, 35],
    clearsAfter: 60,
    stepS: 60,
  }),
};
