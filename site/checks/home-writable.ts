/** Whether everything that is kept can be kept. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '#telemetry/check.ts';
import { errorCode } from '#telemetry/errors.ts';

export const homeWritable: Check = {
  name: 'the home directory can be written',
  async run({ config }) {
    const probe = join(config.homeDirectory, `.doctor-${process.pid}`);
    try {
      await mkdir(config.homeDirectory, { recursive: true });
      await writeFile(probe, '');
      await rm(probe);
      return { state: 'good', found: config.homeDirectory };
    } catch (error) {
      const found = `${config.homeDirectory}: ${errorCode(error) ?? String(error)}`;
      return {
        state: 'failed',
        found,
        mend: `chown it to this user, or set FLASH_HOME to a folder of yours`,
      };
    }
  },
};
