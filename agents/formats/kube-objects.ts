/** Jobs, cron jobs, pods and nodes of the Kubernetes API (batch/v1 and v1), reduced to what is told of them. */

import { at, listAt, numberAt, parseQuantity, textAt, textsAt, timeAt } from './kube-fields.ts';

/** What every object of Kubernetes has. */
export interface KubeObject {
  readonly uid: string;
  readonly name: string;
  /** Empty for what belongs to the cluster. */
  readonly namespace: string;
  readonly resourceVersion: string;
}

/** A condition in an object's status. */
export interface KubeCondition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  /** UTC ms. */
  readonly since: number | null;
}

/** A Job, with its pods counted. */
export interface KubeJob extends KubeObject {
  /** UTC ms; part of the key. */
  readonly createdAt: number;
  readonly deletedAt: number | null;
  /** Labels and annotations of the job and of its pods' template, the job's own before. */
  readonly notes: Readonly<Record<string, string>>;
  readonly isSuspended: boolean;
  readonly active: number;
  /** Null: the cluster is older than 1.24 and does not say. */
  readonly ready: number | null;
  readonly succeeded: number;
  readonly failed: number;
  readonly parallelism: number;
  /** Null: a work queue, any success completes it. */
  readonly completions: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly conditions: readonly KubeCondition[];
  readonly serviceAccount: string | null;
  /** Requested by one pod times parallelism; null: nothing is requested. */
  readonly cpus: number | null;
  /** Requested by one pod, as written. */
  readonly memoryRaw: string | null;
}

/** A Pod, its phase and why it is in it. */
export interface KubePod extends KubeObject {
  /** `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. */
  readonly phase: string;
  /** Of the job that made it. */
  readonly jobUid: string | null;
  /** Why it waits or failed. */
  readonly reason: string | null;
  /** Of the container that ended last, where one ended. */
  readonly exitCode: number | null;
  readonly endedAt: number | null;
}

/** A CronJob and when it last ran. */
export interface KubeCronJob extends KubeObject {
  readonly active: number;
}

/** A Node and what it offers. */
export interface KubeNode extends KubeObject {
  readonly conditions: readonly KubeCondition[];
}

/** Reads an object; null where it lacks what makes its key. */
export type ReadObject<T extends KubeObject> = (object: unknown) => T | null;

function readObject(object: unknown): KubeObject | null {
  const uid = textAt(object, 'metadata', 'uid');
  const name = textAt(object, 'metadata', 'name');
  if (uid === null || name === null) return null;
  return {
    uid,
    name,
    namespace: textAt(object, 'metadata', 'namespace') ?? '',
    resourceVersion: textAt(object, 'metadata', 'resourceVersion') ?? '',
  };
}

function readConditions(object: unknown): readonly KubeCondition[] {
  return listAt(object, 'status', 'conditions').flatMap((one) => {
    const type = textAt(one, 'type');
    if (type === null) return [];
    return {
      type,
      status: textAt(one, 'status') ?? 'Unknown',
      reason: textAt(one, 'reason'),
      message: textAt(one, 'message'),
      since: timeAt(one, 'lastTransitionTime'),
    };
  });
}

/** Returns a Job of `batch/v1`; null where a field that it must have is missing. */
export const readJob: ReadObject<KubeJob> = (object) => {
  const base = readObject(object);
  const createdAt = timeAt(object, 'metadata', 'creationTimestamp');
  if (base === null || createdAt === null) return null;
  const count = (key: string): number => numberAt(object, 'status', key) ?? 0;
  const parallelism = numberAt(object, 'spec', 'parallelism') ?? 1;
  const template = at(object, 'spec', 'template');
  return {
    ...base,
    createdAt,
    deletedAt: timeAt(object, 'metadata', 'deletionTimestamp'),
    notes: {
      ...textsAt(template, 'metadata', 'labels'),
      ...textsAt(template, 'metadata', 'annotations'),
      ...textsAt(object, 'metadata', 'labels'),
      ...textsAt(object, 'metadata', 'annotations'),
    },
    isSuspended: at(object, 'spec', 'suspend') === true,
    active: count('active'),
    ready: numberAt(object, 'status', 'ready'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    parallelism,
    completions: numberAt(object, 'spec', 'completions'),
    startedAt: timeAt(object, 'status', 'startTime'),
    completedAt: timeAt(object, 'status', 'completionTime'),
    conditions: readConditions(object),
    serviceAccount: textAt(template, 'spec', 'serviceAccountName'),
    ...readRequests(template, parallelism),
  };
};

function readRequests(template: unknown, parallelism: number): Pick<KubeJob, 'cpus' | 'memoryRaw'> {
  const requests = listAt(template, 'spec', 'containers').map((one) =>
    at(one, 'resources', 'requests'),
  );
  const cpus = requests.flatMap((one) => parseQuantity(at(one, 'cpu')) ?? []);
  const memory = requests.flatMap((one) => textAt(one, 'memory') ?? []);
  return {
    cpus: cpus.length === 0 ? null : cpus.reduce((sum, one) => sum + one, 0) * parallelism,
    memoryRaw: memory.length === 0 ? null : memory.join(' + '),
  };
}

/** Returns a CronJob of `batch/v1`; null where a field that it must have is missing. */
export const readCronJob: ReadObject<KubeCronJob> = (object) => {
  const base = readObject(object);
  return base === null ? null : { ...base, active: listAt(object, 'status', 'active').length };
};

/** Returns a Node of `v1`; null where a field that it must have is missing. */
export const readNode: ReadObject<KubeNode> = (object) => {
  const base = readObject(object);
  return base === null ? null : { ...base, conditions: readConditions(object) };
};

/** Returns a Pod of `v1`; null where a field that it must have is missing. */
export const readPod: ReadObject<KubePod> = (object) => {
  const base = readObject(object);
  if (base === null) return null;
  const owner = listAt(object, 'metadata', 'ownerReferences').find(
    (one) => at(one, 'controller') === true && textAt(one, 'kind') === 'Job',
  );
  return {
    ...base,
    phase: textAt(object, 'status', 'phase') ?? 'Unknown',
    jobUid: textAt(owner, 'uid'),
    reason: readReason(object),
    ...readEnd(object),
  };
};

function readReason(pod: unknown): string | null {
  const said = textAt(pod, 'status', 'reason');
  if (said !== null) return join(said, textAt(pod, 'status', 'message'));
  const unscheduled = readConditions(pod).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (unscheduled !== undefined)
    return join(unscheduled.reason ?? 'Unschedulable', unscheduled.message);
  for (const container of containersOf(pod)) {
    const waiting = textAt(container, 'state', 'waiting', 'reason');
    if (waiting !== null && waiting !== 'ContainerCreating' && waiting !== 'PodInitializing')
      return join(waiting, textAt(container, 'state', 'waiting', 'message'));
  }
  return null;
}

function readEnd(pod: unknown): Pick<KubePod, 'exitCode' | 'endedAt'> {
  let last: Pick<KubePod, 'exitCode' | 'endedAt'> = { exitCode: null, endedAt: null };
  for (const container of containersOf(pod)) {
    const exitCode = numberAt(container, 'state', 'terminated', 'exitCode');
    const endedAt = timeAt(container, 'state', 'terminated', 'finishedAt');
    if (exitCode !== null && (endedAt ?? 0) >= (last.endedAt ?? 0)) last = { exitCode, endedAt };
  }
  return last;
}

function containersOf(pod: unknown): readonly unknown[] {
  return [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ];
}

/** `reason: message`, or what there is of it. */
export function join(reason: string, message: string | null): string {
  return message === null ? reason : `${reason}: ${message}`;
}
