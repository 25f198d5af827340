/** One event of a job in HTCondor's logs, whatever its form. Numbers: HTCondor's manual, "Job Event Log Codes". */

/** One event in the life of a job, as HTCondor's log tells it. */
export interface CondorEvent {
  /** 0 submitted, 1 executing, 5 terminated, 9 aborted, 12 held, 13 released; all others of the manual too. */
  readonly code: number;
  /** `1234.0` */
  readonly id: string;
  /** UTC, ms. */
  readonly t: number;
  /** What a submit event says of its schedd: the alias in its address. */
  readonly schedd: string | null;
  /** The node of a DAG. */
  readonly name: string | null;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  readonly reasonSubcode: number | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  /** Processor time, user and system, of all executions, in s. */
  readonly cpuS: number | null;
  readonly cpus: number | null;
  readonly owner: string | null;
  readonly person: string | null;
  readonly run: string | null;
}

/** An event that says nothing but that it happened. */
export function plainEvent(code: number, id: string, t: number): CondorEvent {
  return {
    code,
    id,
    t,
    schedd: null,
    name: null,
    reason: null,
    reasonCode: null,
    reasonSubcode: null,
    exitCode: null,
    exitSignal: null,
    cpuS: null,
    cpus: null,
    owner: null,
    person: null,
    run: null,
  };
}

/** Seconds of `Usr 0 01:02:03, Sys 0 00:00:04`, user and system together; null where it has another form. */
export function usageSeconds(text: string): number | null {
  const match = /Usr (\d+) (\d\d):(\d\d):(\d\d), Sys (\d+) (\d\d):(\d\d):(\d\d)/.exec(text);
  if (match === null) return null;
  const part = (at: number): number => Number(match[at] ?? 0);
  const of = (at: number): number =>
    part(at) * 86_400 + part(at + 1) * 3_600 + part(at + 2) * 60 + part(at + 3);
  return of(1) + of(5);
}

/** The schedd in an address such as `<10.0.0.3:9618?addrs=…&alias=sn01.example.org&noUDP>`. */
export function scheddInAddress(text: string): string | null {
  return /[?&]alias=([^&>\s]+)/.exec(text)?.[1] ?? null;
}

/** What the notes of a submit event say: `DAG Node: calibrate`. */
export function nodeInNotes(text: string): string | null {
  return /^\s*DAG Node: (.+?)\s*$/.exec(text)?.[1] ?? null;
}
