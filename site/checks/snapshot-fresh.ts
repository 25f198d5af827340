/** Whether what is published is current. */

import { join } from 'node:path';
import type { Check } from '#telemetry/check.ts';
import { readManifest } from '../snapshot/reader.ts';
import { program } from '#telemetry/program.ts';

export const snapshotFresh: Check = {
  name: 'the snapshot is current',
  async run({ config, now }) {
    const manifest = await readManifest(join(config.homeDirectory, 'snapshot'));
    if (manifest === null)
      return { state: 'not applicable', found: 'nothing has been published yet' };
    const age = (now - manifest.generated_at) / 1_000;
    const found = `${manifest.id}, ${age.toFixed(0)} s old`;
    if (age <= manifest.stale_after_s) return { state: 'good', found };
    return {
      state: 'attention',
      found,
      mend: `start the hub (${program} up), or publish once: ${program} snapshot`,
    };
  },
};
