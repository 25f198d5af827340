/** What the settings of `slurm` need on this machine. */

import { join } from 'node:path';

import type { SourceHint } from '#agents/source-hint.ts';
import { fileHints } from '#agents/source-hint.ts';
import type { SlurmSettings } from '../slurm.schema.ts';

/** Returns its programs and configurations. */
export function slurmSources({ clusters, programs: folder }: SlurmSettings): SourceHint[] {
  const asksEnded = clusters.some(({ accounting }) => accounting);
  const programs = ['squeue', 'sinfo', ...(asksEnded ? ['sacct'] : [])];
  return [
    ...programs.map((name): SourceHint => {
      const program = folder === null ? name : join(folder, name);
      return { kind: 'program', what: name, program };
    }),
    ...clusters.flatMap(({ config }) => fileHints({ 'slurm.conf': config })),
  ];
}
