/** What `squeue --json` and `sacct --json` print, from Slurm 21.08 to the present: numbers bare or as `{set, infinite, number}`, states as a word or a list. */

import { expandTasks, readComment, slurmState, trueExit, trueTimes } from './slurm-job.ts';
import type { SlurmJob, SlurmJobs, SlurmProblem } from './slurm-job.ts';

type Item = Readonly<Record<string, unknown>>;

/** Any value as an object; one without attributes where it is none. */
export function itemOf(value: unknown): Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A number, bare or wrapped; null where it is not set, or infinite. */
export function slurmNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const { set, infinite, number } = itemOf(value);
  return set === false || infinite === true || typeof number !== 'number' ? null : number;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Words of a state: one, or a list with the base first. */
export function words(value: unknown): string[] {
  if (typeof value === 'string' && value !== '') return [value];
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

/** A time in s, 0 where it has not come, to UTC ms. */
function time(value: unknown): number | null {
  const seconds = slurmNumber(value);
  return seconds === null || seconds <= 0 ? null : Math.round(seconds * 1_000);
}

function reasonOf(value: unknown): string | null {
  const reason = text(value);
  return reason === 'None' ? null : reason;
}

/** The objects under a name, or why there are none. */
export function listOf(
  answer: string,
  name: string,
): { readonly items: readonly Item[] } | { readonly reason: string } {
  let parsed: Item;
  try {
    parsed = itemOf(JSON.parse(answer));
  } catch (error) {
    return { reason: `the answer is not JSON: ${error instanceof Error ? error.message : ''}` };
  }
  const list = parsed[name];
  if (!Array.isArray(list)) return { reason: `the answer has no list of ${name}` };
  return { items: list.map(itemOf) };
}

/** Reads all jobs of an answer by `read`, which gives none for an item that is no job. */
function readJobs(answer: string, read: (item: Item) => SlurmJob[] | string): SlurmJobs {
  const list = listOf(answer, 'jobs');
  if ('reason' in list) return { ok: false, reason: list.reason };
  const jobs: SlurmJob[] = [];
  const problems: SlurmProblem[] = [];
  for (const [i, item] of list.items.entries()) {
    const found = read(item);
    if (typeof found === 'string') problems.push({ place: i + 1, reason: found });
    else for (const job of found) jobs.push(job);
  }
  return { ok: true, jobs, problems };
}

/** A wait status such as 768, or `{return_code, signal}`. */
function exitOf(value: unknown): { code: number | null; signal: number | null } {
  const status = typeof value === 'number' ? value : null;
  if (status !== null) return { code: (status >> 8) & 0xff, signal: status & 0x7f };
  const { return_code: code, signal } = itemOf(value);
  const { id, signal_id: old } = itemOf(signal);
  return { code: slurmNumber(code), signal: slurmNumber(id) ?? slurmNumber(old) };
}

/** Ids of the jobs that an item of squeue stands for: waiting tasks of an array are one item. */
function idsOf(item: Item): string[] | string {
  const id = slurmNumber(item['job_id']);
  if (id === null) return 'a job without job_id';
  const array = slurmNumber(item['array_job_id']) ?? 0;
  const task = slurmNumber(item['array_task_id']);
  const waiting = text(item['array_task_string']);
  const het = slurmNumber(item['het_job_id']) ?? 0;
  if (het > 0) return [`${String(het)}+${String(slurmNumber(item['het_job_offset']) ?? 0)}`];
  if (array > 0 && task !== null) return [`${String(array)}_${String(task)}`];
  if (array === 0 || waiting === null) return [String(id)];
  const tasks = expandTasks(waiting);
  if (tasks === null) return `array ${String(array)}: its tasks '${waiting}' cannot be told apart`;
  return tasks.map((one) => `${String(array)}_${String(one)}`);
}

/** Parses `squeue --json`: the queue, and jobs that ended within MinJobAge. Never throws. */
export function parseSqueueJson(answer: string): SlurmJobs {
  return readJobs(answer, (item) => {
    const ids = idsOf(item);
    if (typeof ids === 'string') return ids;
    const reason = reasonOf(item['state_reason']);
    const { state, raw } = slurmState(words(item['job_state']), reason);
    const exit = exitOf(item['exit_code']);
    const times = trueTimes(state, time(item['start_time']), time(item['end_time']));
    const job: Omit<SlurmJob, 'id'> = {
      state,
      stateRaw: raw,
      submittedAt: time(item['submit_time']),
      ...times,
      owner: text(item['user_name']),
      account: text(item['account']),
      partition: text(item['partition']),
      ...readComment(text(item['comment'])),
      name: text(item['name']),
      reason,
      ...trueExit(state, exit.code, exit.signal),
      cpuS: null,
      wallS: null,
      cpus: slurmNumber(item['cpus']),
      requestMemoryRaw: /mem=([^,]+)/.exec(text(item['tres_req_str']) ?? '')?.[1] ?? null,
    };
    return ids.map((id) => ({ id, ...job }));
  });
}

/** Seconds of `{seconds, microseconds}`. */
function duration(value: unknown): number {
  const { seconds, microseconds } = itemOf(value);
  return (slurmNumber(seconds) ?? 0) + (slurmNumber(microseconds) ?? 0) / 1e6;
}

function countOf(list: unknown, type: string): number | null {
  const items = Array.isArray(list) ? list.map(itemOf) : [];
  return slurmNumber(items.find((item) => item['type'] === type)?.['count']);
}

/** Processor time: that of the job, which Slurm 22.05 leaves at 0, or that of its steps. */
function cpuOf(item: Item, times: Item): number {
  const steps = Array.isArray(item['steps']) ? item['steps'].map(itemOf) : [];
  const ofSteps = steps.map((step) => duration(itemOf(step['time'])['total']));
  return Math.max(
    duration(times['total']),
    ofSteps.reduce((sum, seconds) => sum + seconds, 0),
  );
}

/** Parses `sacct --json`: jobs as the accounting keeps them. Never throws. */
export function parseSacctJson(answer: string): SlurmJobs {
  return readJobs(answer, (item) => {
    const number = slurmNumber(item['job_id']);
    if (number === null) return 'a job without job_id';
    const array = itemOf(item['array']);
    const arrayId = slurmNumber(array['job_id']) ?? 0;
    const task = slurmNumber(array['task_id']);
    const het = itemOf(item['het']);
    const hetId = slurmNumber(het['job_id']) ?? 0;
    const status = itemOf(item['state']);
    const reason = reasonOf(status['reason']);
    const { state, raw } = slurmState(words(status['current']), reason);
    const times = itemOf(item['time']);
    const exit = exitOf(item['exit_code']);
    const tres = itemOf(item['tres']);
    const memory = countOf(tres['requested'], 'mem');
    const id =
      hetId > 0
        ? `${String(hetId)}+${String(slurmNumber(het['job_offset']) ?? 0)}`
        : arrayId > 0 && task !== null
          ? `${String(arrayId)}_${String(task)}`
          : String(number);
    return [
      {
        id,
        state,
        stateRaw: raw,
        submittedAt: time(times['submission']),
        ...trueTimes(state, time(times['start']), time(times['end'])),
        owner: text(item['user']) ?? text(itemOf(item['association'])['user']),
        account: text(item['account']),
        partition: text(item['partition']),
        ...readComment(text(itemOf(item['comment'])['job'])),
        name: text(item['name']),
        reason,
        ...trueExit(state, exit.code, exit.signal),
        cpuS: cpuOf(item, times),
        wallS: slurmNumber(times['elapsed']),
        cpus: countOf(tres['allocated'], 'cpu') ?? slurmNumber(itemOf(item['required'])['CPUs']),
        requestMemoryRaw: memory === null ? null : `${String(memory)}M`,
      },
    ];
  });
}
