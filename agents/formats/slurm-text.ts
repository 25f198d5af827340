/** What squeue and sacct print as text where they have no JSON: our own columns, parted by a sign that no name holds, times in UTC. */

import { readComment, slurmState, trueExit, trueTimes } from './slurm-job.ts';
import type { SlurmJob, SlurmJobs, SlurmProblem } from './slurm-job.ts';

/** The unit separator of ASCII. */
export const SEPARATOR = '\u001F';

/** `squeue --format`: id, user, account, partition, state, reason, submitted, start, end, cores, memory, comment, name. */
export const SQUEUE_FORMAT = [
  '%i',
  '%u',
  '%a',
  '%P',
  '%T',
  '%r',
  '%V',
  '%S',
  '%e',
  '%C',
  '%m',
  '%k',
  '%j',
].join(SEPARATOR);

/** `sacct --format`. */
export const SACCT_FORMAT = [
  'JobID,User,Account,Partition,State,Reason,Submit,Start,End',
  'AllocCPUS,ReqMem,Comment,JobName,ExitCode,ElapsedRaw,TotalCPU',
].join(',');

const EMPTY = new Set(['', 'N/A', 'NONE', 'None', 'Unknown', '(null)', 'None assigned']);

function textOf(cell: string | undefined): string | null {
  const text = cell?.trim() ?? '';
  return EMPTY.has(text) ? null : text;
}

function numberOf(cell: string | undefined): number | null {
  const text = textOf(cell);
  return text !== null && /^\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** `2026-11-23T10:00:00`, in UTC because the program was told so, to ms. */
function timeOf(cell: string | undefined): number | null {
  const text = textOf(cell);
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null;
  const t = Date.parse(`${text}Z`);
  return Number.isNaN(t) || t <= 0 ? null : t;
}

/** Seconds of `1-02:03:04`, `02:03:04`, `03:04.567`. */
export function secondsOf(cell: string | undefined): number | null {
  const match = /^(?:(?:(\d{1,6})-)?(\d{1,6}):)?(\d{1,6}):(\d\d(?:\.\d+)?)$/.exec(
    cell?.trim() ?? '',
  );
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

type Cells = readonly (string | undefined)[];

/** The columns that both programs begin with. */
function readFirst(cells: Cells): Omit<SlurmJob, 'exitCode' | 'exitSignal' | 'cpuS' | 'wallS'> {
  const [id, user, account, partition, word, why, submitted, start, end, ...rest] = cells;
  const [cpus, memory, comment, name] = rest;
  const reason = textOf(why);
  const { state, raw } = slurmState(textOf(word) === null ? [] : [word?.trim() ?? ''], reason);
  return {
    id: id?.trim() ?? '',
    state,
    stateRaw: raw,
    submittedAt: timeOf(submitted),
    ...trueTimes(state, timeOf(start), timeOf(end)),
    owner: textOf(user),
    account: textOf(account),
    partition: textOf(partition),
    ...readComment(textOf(comment)),
    name: textOf(name),
    reason,
    cpus: numberOf(cpus),
    requestMemoryRaw: textOf(memory),
  };
}

function readRows(
  answer: string,
  columns: number,
  read: (cells: Cells) => SlurmJob | null,
): SlurmJobs {
  const jobs: SlurmJob[] = [];
  const problems: SlurmProblem[] = [];
  for (const [i, line] of answer.split('\n').entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(SEPARATOR);
    const isId = /^\d+(?:_\d+|\+\d+)?(?:\.\S+)?$/.test(cells[0]?.trim() ?? '');
    if (cells.length === columns && isId) {
      const job = read(cells);
      if (job !== null) jobs.push(job);
    } else {
      const found = isId ? `${String(cells.length)} columns` : `no id: '${line.slice(0, 60)}'`;
      problems.push({
        place: i + 1,
        reason: `expected ${String(columns)} columns, found ${found}`,
      });
    }
  }
  return { ok: true, jobs, problems };
}

/** Parses `squeue --array --noheader --format=SQUEUE_FORMAT`. Never throws. */
export function parseSqueueText(answer: string): SlurmJobs {
  return readRows(answer, 13, (cells) => {
    return { ...readFirst(cells), exitCode: null, exitSignal: null, cpuS: null, wallS: null };
  });
}

/** Parses `sacct --parsable2 --noheader --format=SACCT_FORMAT`; the lines of steps are in that of their job. Never throws. */
export function parseSacctText(answer: string): SlurmJobs {
  return readRows(answer, 16, (cells) => {
    if (cells[0]?.includes('.') === true) return null;
    const first = readFirst(cells);
    const [exit, elapsed, cpu] = cells.slice(13);
    const [code, signal] = /^(\d{1,9}):(\d{1,9})$/.exec(exit?.trim() ?? '')?.slice(1) ?? [];
    return {
      ...first,
      ...trueExit(
        first.state,
        code === undefined ? null : Number(code),
        signal === undefined ? null : Number(signal),
      ),
      cpuS: secondsOf(cpu),
      wallS: numberOf(elapsed),
    };
  });
}
