/** The collectors there are, in the order they are shown; adding one is its file and one line here. */

import type { AnyCollectorModule } from '../collector.ts';
import { cryostat } from './cryostat.ts';
import { daq } from './daq.ts';
import { example } from './example.ts';
import { host } from './host.ts';
import { htcondor } from './htcondor.ts';
import { kubernetes } from './kubernetes.ts';
import { mqtt } from './mqtt.ts';
import { slurm } from './slurm.ts';
import { storage } from './storage.ts';
import { textfile } from './textfile.ts';

export const collectors: readonly AnyCollectorModule[] = [
  daq,
  cryostat,
  storage,
  htcondor,
  slurm,
  kubernetes,
  mqtt,
  host,
  textfile,
  example,
];
