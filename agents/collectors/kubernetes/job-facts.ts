/** Kubernetes jobs as job facts: state from conditions and pods, told when it changes. */

import type { KubeCondition, KubeJob, KubePod } from '#agents/formats/kube-objects.ts';
import { join } from '#agents/formats/kube-objects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { JobFact, JobState } from '#telemetry/facts/job.ts';

export interface JobNotes {
  /** Labels or annotations that name the run; the first that a job has counts. */
  readonly run: readonly string[];
  readonly person: readonly string[];
}

export interface JobView {
  readonly job: KubeJob;
  readonly pods: readonly KubePod[];
  readonly isDeleted: boolean;
}

type Told = Pick<JobFact, 'state' | 'stateRaw' | 'stateSince' | 'endedAt' | 'reason' | 'exitCode'>;

/** Turns one job and its pods into a fact. */
export function toJobFact(
  view: JobView,
  instance: string,
  notes: JobNotes,
  seenAt: number,
): JobFact {
  const { job } = view;
  const told = tell(view, seenAt);
  const hasRun = told.state !== 'idle' && told.state !== 'suspended';
  const startedAt = hasRun ? job.startedAt : null;
  const until = told.endedAt ?? seenAt;
  return {
    kind: 'job',
    scheduler: 'kubernetes',
    instance,
    id: job.uid,
    submittedAt: job.createdAt,
    seenAt,
    ...told,
    startedAt,
    owner: clip(job.serviceAccount, 191),
    person: clip(noteOf(job, notes.person), 191),
    run: clip(noteOf(job, notes.run), 255),
    name: clip(`${job.namespace}/${job.name}`, 255),
    reasonCode: null,
    cpuS: null,
    wallS: startedAt === null ? null : Math.max(0, until - startedAt) / 1_000,
    cpus: job.cpus,
    requestMemoryRaw: clip(job.memoryRaw, 500),
  };
}

/** State of a job: its conditions decide where they are true, then its pods. */
export function stateOf({ job, pods, isDeleted }: JobView): JobState {
  if (isTrue(job, 'Complete') !== null) return 'completed';
  if (isTrue(job, 'Failed') !== null) return 'failed';
  if (isDeleted) return 'removed';
  if (job.isSuspended || isTrue(job, 'Suspended') !== null) return 'suspended';
  const isRunning =
    (job.active > 0 && (job.ready ?? 0) > 0) || pods.some(({ phase }) => phase === 'Running');
  return isRunning ? 'running' : 'idle';
}

function tell(view: JobView, seenAt: number): Told {
  const { job, pods, isDeleted } = view;
  const state = stateOf(view);
  const complete = isTrue(job, 'Complete');
  const failed = isTrue(job, 'Failed');
  const suspended = isTrue(job, 'Suspended');
  const none = { stateSince: null, endedAt: null, exitCode: null } as const;
  const counts = `active=${String(job.active)} ready=${String(job.ready ?? '-')}`;
  if (complete !== null) {
    const endedAt = job.completedAt ?? complete.since;
    const exitCode = lastExit(pods, 'Succeeded');
    return {
      state,
      stateRaw: 'Complete',
      stateSince: complete.since,
      endedAt,
      exitCode,
      reason: null,
    };
  }
  if (failed !== null) {
    const exitCode = lastExit(pods, 'Failed');
    const reason = clip(reasonOf(failed), 1_000);
    const { since } = failed;
    return { state, stateRaw: 'Failed', stateSince: since, endedAt: since, exitCode, reason };
  }
  if (isDeleted) {
    const endedAt = job.deletedAt ?? seenAt;
    const reason = 'the job was deleted before it had ended';
    return { ...none, state, stateRaw: 'Deleted', stateSince: endedAt, endedAt, reason };
  }
  if (state === 'suspended')
    return {
      ...none,
      state,
      stateRaw: 'Suspended',
      stateSince: suspended?.since ?? null,
      reason: null,
    };
  const waits = pods.find(({ phase, reason }) => phase === 'Pending' && reason !== null)?.reason;
  const hasFailed = job.failed > 0 ? `${String(job.failed)} of its pods failed` : null;
  return { ...none, state, stateRaw: counts, reason: clip(waits ?? hasFailed, 1_000) };
}

function isTrue({ conditions }: KubeJob, type: string): KubeCondition | null {
  return conditions.find((one) => one.type === type && one.status === 'True') ?? null;
}

function reasonOf({ reason, message, type }: KubeCondition): string {
  return join(reason ?? type, message);
}

/** Exit code of the pod of that phase that ended last. */
function lastExit(pods: readonly KubePod[], phase: string): number | null {
  const ended = pods.filter((pod) => pod.phase === phase && pod.exitCode !== null);
  return ended.toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))[0]?.exitCode ?? null;
}

function noteOf({ notes }: KubeJob, keys: readonly string[]): string | null {
  for (const key of keys) if (Object.hasOwn(notes, key) && notes[key]) return notes[key];
  return null;
}

function clip(text: string | null, longest: number): string | null {
  const whole = text?.toWellFormed() ?? null;
  if (whole === null || whole.length <= longest) return whole;
  return `${whole.slice(0, longest - 1).toWellFormed()}…`;
}

export interface JobTracker {
  /** Facts of jobs that changed; `whole` is the list of ids where nothing is missing from it, else null. */
  readonly facts: (views: readonly JobView[], seenAt: number, isWhole: boolean) => Fact[];
  /** How often each state was entered since the start. */
  readonly changes: ReadonlyMap<JobState, number>;
}

interface ToldJob {
  readonly mark: string;
  readonly state: JobState;
  readonly exitCode: number | null;
}

/** The list of ids is sent again after this long even where it did not change. */
const QUEUE_AGAIN_MS = 600_000;

/** Remembers in memory what was told; after a restart everything is told again, which changes nothing. */
export function createJobTracker(instance: string, notes: JobNotes): JobTracker {
  const told = new Map<string, ToldJob>();
  const changes = new Map<JobState, number>();
  let queueText: string | null = null;
  let queueAt = -Infinity;
  return {
    changes,
    facts(views, seenAt, isWhole) {
      const facts: Fact[] = [];
      const isFirst = queueText === null;
      const ids: string[] = [];
      for (const view of views) {
        const seen = toJobFact(view, instance, notes, seenAt);
        const before = told.get(seen.id);
        // A job's pods may be deleted before it: what they told of its end stays true.
        const exitCode = seen.exitCode ?? (before?.state === seen.state ? before.exitCode : null);
        const fact = { ...seen, exitCode };
        const mark = JSON.stringify({ ...fact, seenAt: 0, wallS: 0 });
        if (before?.mark !== mark) facts.push(fact);
        if (!isFirst && before?.state !== fact.state)
          changes.set(fact.state, (changes.get(fact.state) ?? 0) + 1);
        if (view.isDeleted) told.delete(fact.id);
        else {
          told.set(fact.id, { mark, state: fact.state, exitCode });
          ids.push(fact.id);
        }
      }
      if (!isWhole) return facts;
      const present = new Set(ids);
      for (const id of told.keys()) if (!present.has(id)) told.delete(id);
      const text = ids.toSorted().join(' ');
      if (text === queueText && seenAt - queueAt < QUEUE_AGAIN_MS) return facts;
      [queueText, queueAt] = [text, seenAt];
      return [...facts, { kind: 'queue', scheduler: 'kubernetes', instance, seenAt, ids }];
    },
  };
}
