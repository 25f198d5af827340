/** Backups killed at random moments: whole or not there, never in the way of the next. */

import { runBackupTrial } from '../support/backup/kill-trial.ts';
import type { Trial } from './trial.ts';

const trials: readonly Trial[] = [
  {
    name: 'kills while a backup is made',
    async run(context) {
      const { kills, whole, damaged } = await runBackupTrial(context);
      if (damaged > 0 || whole === 0) throw new Error(JSON.stringify({ kills, whole, damaged }));
      return { kills, whole, damaged };
    },
  },
];

export default trials;
