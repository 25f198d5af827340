/** Asks a volume how full it is, and reads a little of it, in children that can be killed: a dead mount must not stop the agent. */

import { describeError, FlashError } from '#telemetry/errors.ts';

import { parseDdSeconds } from '../formats/dd-report.ts';
import { parseStatfs, STATFS_FORMAT } from '../formats/statfs.ts';
import type { Volume } from '../formats/statfs.ts';
import { createOneChild } from './one-child.ts';
import type { OneChild } from './one-child.ts';

export interface VolumeProbe {
  /** @throws FlashError, transient: the volume does not answer in time, also while an earlier question still hangs. */
  readonly ask: (signal: AbortSignal) => Promise<Volume>;
  /** Seconds of a read of at most 4 kB from the volume's small file; null: it has none. @throws as `ask`. */
  readonly read: (signal: AbortSignal) => Promise<number | null>;
}

export interface VolumeProbeOptions {
  readonly path: string;
  readonly timeoutMs: number;
  /** The file that is read; `find`: the first small one in the volume's own directory; `none`: nothing is read. */
  readonly readFile?: string;
  /** Shared by the probes of one mount, which is asked one question at a time. */
  readonly child?: OneChild;
  /** Default: `stat --file-system`. */
  readonly command?: readonly string[];
}

/** Messages of the programs in one language, so that they can be told apart. */
const IN_C = ['env', 'LC_ALL=C'];

/** A file is looked for again after so many reads without one. */
const FIND_EVERY = 240;

/** Makes the probe of one volume. */
export function createVolumeProbe(options: VolumeProbeOptions): VolumeProbe {
  const { path, timeoutMs, readFile = 'none', child = createOneChild(path) } = options;
  const words = options.command ?? [
    ...IN_C,
    'stat',
    '--file-system',
    `--format=${STATFS_FORMAT}`,
    path,
  ];
  const run: Run = (command, signal, wantsErrors = false) =>
    child.run({ command, timeoutMs, signal, wantsErrors });
  return {
    async ask(signal) {
      const text = await run(words, signal);
      const volume = parseStatfs(text);
      if (volume !== null) return volume;
      throw new FlashError({
        operation: 'ask the volume',
        subject: path,
        reason: `it answers "${text.trim().slice(0, 80)}"`,
        hint: `try \`stat -f ${path}\` by hand`,
        transient: true,
      });
    },
    read: createReader({ path, readFile, run }),
  };
}

type Run = (
  command: readonly string[],
  signal: AbortSignal,
  wantsErrors?: boolean,
) => Promise<string>;

interface ReaderOptions {
  readonly path: string;
  readonly readFile: string;
  readonly run: Run;
}

function createReader({ path, readFile, run }: ReaderOptions): VolumeProbe['read'] {
  const isNamed = readFile.startsWith('/');
  let file = isNamed ? readFile : null;
  let wait = 0;
  const find = async (signal: AbortSignal): Promise<string | null> => {
    wait = wait === 0 ? FIND_EVERY : wait - 1;
    return wait === FIND_EVERY ? await findFile(path, run, signal) : null;
  };
  return async (signal) => {
    if (readFile === 'none') return null;
    file ??= await find(signal);
    if (file === null) return null;
    try {
      return await timeRead(file, run, signal);
    } catch (thrown) {
      // A file that was found may go, and another is looked for; one that was configured is missed.
      if (!isNamed) [file, wait] = [null, 0];
      throw thrown;
    }
  };
}

/** dd(1) times the read itself; with O_DIRECT where the file system has it, so that no cache of this machine answers. */
async function timeRead(file: string, run: Run, signal: AbortSignal): Promise<number | null> {
  const words = ['dd', `if=${file}`, 'of=/dev/null', 'bs=4096', 'count=1'];
  const command = (flag: string): string[] => [...IN_C, ...words, `iflag=${flag}`];
  try {
    return parseDdSeconds(await run(command('direct'), signal, true));
  } catch (thrown) {
    if (!/invalid argument/i.test(describeError(thrown))) throw thrown;
    return parseDdSeconds(await run(command('nocache'), signal, true));
  }
}

async function findFile(path: string, run: Run, signal: AbortSignal): Promise<string | null> {
  const rule = ['-maxdepth', '1', '-type', 'f', '-readable', '-size', '-2048', '!', '-empty'];
  const text = await run([...IN_C, 'find', path, ...rule, '-print', '-quit'], signal);
  const found = text.replace(/\n$/, '');
  return found === '' ? null : found;
}
