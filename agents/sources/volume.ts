/** Asks a volume how full it is in a child that can be killed: a dead mount must not stop the agent. */

import { FlashError } from '#telemetry/errors.ts';

import { parseStatfs, STATFS_FORMAT } from '../formats/statfs.ts';
import type { Volume } from '../formats/statfs.ts';
import { runProgram } from './run-program.ts';

export interface VolumeProbe {
  /** Throws a transient FlashError where the volume does not answer in time, also while an earlier question still hangs. */
  readonly ask: (signal: AbortSignal) => Promise<Volume>;
}

export interface VolumeProbeOptions {
  readonly path: string;
  readonly timeoutMs: number;
  /** Default: `stat --file-system`. */
  readonly command?: readonly string[];
}

/** Makes the probe of one volume; at most one child of it exists at any time. */
export function createVolumeProbe({ path, timeoutMs, command }: VolumeProbeOptions): VolumeProbe {
  const words = command ?? ['stat', '--file-system', `--format=${STATFS_FORMAT}`, path];
  let isAsking = false;
  return {
    async ask(signal) {
      if (isAsking) throw noAnswer(path, 'an earlier question has not come back');
      isAsking = true;
      const text = await runProgram({
        command: words,
        timeoutMs,
        signal,
        onExit: () => {
          isAsking = false;
        },
      });
      const volume = parseStatfs(text);
      if (volume === null) throw noAnswer(path, `it answers "${text.trim().slice(0, 80)}"`);
      return volume;
    },
  };
}

function noAnswer(path: string, reason: string): FlashError {
  return new FlashError({
    operation: 'ask the volume',
    subject: path,
    reason,
    hint: `try \`stat -f ${path}\` by hand; a dead network mount shows as a hanging command`,
    transient: true,
  });
}
