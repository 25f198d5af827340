/** The strict schema of the settings of `slurm`; loaded only where the configuration is read. */

import { z } from 'zod';

/** A list that stands between commas in an option. */
const names = z.array(z.string().regex(/^[^\s,]+$/, 'expected a name without commas')).default([]);

const path = z.string().startsWith('/', 'expected an absolute path').nullable().default(null);

const cluster = z.strictObject({
  /** What people call it. */
  instance: z.string().min(1).max(191),
  /** `--cluster`: another cluster that shares the accounting. */
  cluster: z.string().min(1).nullable().default(null),
  /** `slurm.conf`; default: the machine's. */
  config: path,
  partitions: names,
  accounts: names,
  users: names,
  /** Ask `sacct` for jobs that have ended. */
  accounting: z.boolean().default(true),
  /** How far the very first look at the accounting goes back. */
  accounting_first_h: z
    .number()
    .min(0)
    .max(24 * 366)
    .default(24),
  /** `auto`: JSON where the programs have it. */
  output: z.enum(['auto', 'text']).default('auto'),
});

const local: z.input<typeof cluster> = { instance: 'slurm' };

export const slurmSchema = z
  .strictObject({
    clusters: z
      .array(cluster)
      .min(1)
      .max(32)
      .default(() => [cluster.parse(local)]),
    /** The folder of squeue and its like; default: PATH. */
    programs: path,
    /** For the programs. */
    environment: z.record(z.string(), z.string()).default({}),
    timeout_s: z.number().positive().max(300).default(30),
  })
  .refine(({ clusters }) => new Set(clusters.map((one) => one.instance)).size === clusters.length, {
    message: 'two clusters have one instance',
    path: ['clusters'],
  });

export type SlurmSettings = z.output<typeof slurmSchema>;
export type ClusterSettings = z.output<typeof cluster>;
