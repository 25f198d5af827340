/** Imports HTCondor's jobs from dumps and logs: each job a fact under its natural key, what is refused with its place. */

import type { JobState } from '#telemetry/facts/job.ts';
import type { CondorFile, CondorFiles } from './condor-files.ts';
import { readCondorFile } from './condor-reader.ts';
import type { CondorItem } from './condor-reader.ts';
import type { Refused } from './refused-lines.ts';
import { trimRaw, trimReason } from './refused-lines.ts';
import type { FactSender } from './send-facts.ts';

/** How far an import is; also its result. */
export interface CondorProgress {
  readonly files: { events: number; json: number; long: number };
  readonly foreign: readonly string[];
  jobs: number;
  readonly states: Map<JobState, number>;
  readonly instances: Set<string>;
  readonly refused: Refused[];
}

/** Reads all files and sends their facts. @throws what the sender throws; the system's error of a file. */
export async function importCondor(options: {
  found: CondorFiles;
  sender: FactSender;
  instance: string | null;
  zone: string;
  /** The end of a year that was named (UTC, ms); null: when each file was written. */
  latest: number | null;
  signal: AbortSignal;
  onProgress: (progress: CondorProgress) => void;
}): Promise<CondorProgress> {
  const { found, sender, instance, zone, signal, onProgress } = options;
  const progress: CondorProgress = {
    files: { events: 0, json: 0, long: 0 },
    foreign: found.foreign,
    jobs: 0,
    states: new Map(),
    instances: new Set(),
    refused: [],
  };
  for (const file of found.files) {
    progress.files[file.kind] += 1;
    const latest = options.latest ?? file.writtenAt;
    for await (const items of readCondorFile(file, { instance, zone, latest })) {
      signal.throwIfAborted();
      for (const item of items) await take(item, file, sender, progress);
      onProgress(progress);
    }
  }
  for (const { fact, reason } of (await sender.finish()).refused) {
    const subject = fact.kind === 'job' ? `job ${fact.instance} ${fact.id}` : fact.kind;
    progress.refused.push({ file: subject, line: null, reason, raw: '' });
  }
  return progress;
}

async function take(
  item: CondorItem,
  { path }: CondorFile,
  sender: FactSender,
  progress: CondorProgress,
): Promise<void> {
  if ('fact' in item) {
    const { state, instance } = item.fact;
    progress.jobs += 1;
    progress.states.set(state, (progress.states.get(state) ?? 0) + 1);
    progress.instances.add(instance);
    await sender.add([item.fact]);
    return;
  }
  const { line, isPlace, raw } = item;
  const reason = isPlace ? `ad ${String(line)} of the file: ${item.reason}` : item.reason;
  const shown = raw.replaceAll(/\s*\n\s*/g, ' | ');
  progress.refused.push({ file: path, line: isPlace ? null : line, reason, raw: shown });
  await sender.add([
    {
      kind: 'import-row',
      source: `htcondor:${path}`,
      file: path,
      line,
      raw: trimRaw(raw),
      refused: trimReason(reason),
      target: null,
      cells: null,
    },
  ]);
}
