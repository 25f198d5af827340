/** Logs of HTCondor's events: text and JSON, old stamps and new ones, events that are cut, glued or too long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import type { CondorEvent } from '#agents/formats/condor-event.ts';
import { parseEventBlock } from '#agents/formats/condor-event-block.ts';
import { createBlockReader } from '#agents/formats/condor-event-blocks.ts';
import { createJobLog } from '#agents/formats/condor-job-log.ts';
import type { LoggedJob } from '#agents/formats/condor-job-log.ts';
import { createLocalClock } from '#telemetry/time.ts';

const LATEST = Date.UTC(2026, 10, 23, 12);

interface Read {
  readonly events: CondorEvent[];
  readonly jobs: ReadonlyMap<string, LoggedJob>;
  readonly problems: readonly string[];
}

function read(text: string, { zone = 'Europe/Rome', latest = LATEST } = {}): Read {
  const clock = createLocalClock({ zone });
  const blocks = createBlockReader();
  const log = createJobLog({ known: [], submittedAt: () => null });
  const events: CondorEvent[] = [];
  const jobs = new Map<string, LoggedJob>();
  const problems: string[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    for (const block of blocks.feed({ text: line, number: i + 1, offset: 0 })) {
      const event = parseEventBlock(block, { clock, latest });
      if (!('code' in event)) {
        problems.push(`${String(block.lines[0]?.number)}: ${event.reason}`);
        continue;
      }
      events.push(event);
      const taken = log.take(event);
      if (taken.kind === 'told') jobs.set(taken.job.id, taken.job);
      if (taken.kind === 'refused') problems.push(taken.reason);
    }
  }
  return { events, jobs, problems };
}

const SUBMIT = `000 (12.000.000) 2026-11-23 10:00:00 Job submitted from host: <10.0.0.3:9618?addrs=10.0.0.3-9618&alias=sn01.example.org&noUDP&sock=schedd_1_2>
    DAG Node: calibrate
...
028 (12.000.000) 2026-11-23 10:00:00 Job ad information event triggered.
Owner = "pool001"
FlashUser = "asample"
FlashRun = "run-2026.11-quax/12"
TriggerEventTypeNumber = 0
...
`;
const EXECUTE = `001 (12.000.000) 2026-11-23 10:01:00.250 Job executing on host: <10.0.0.4:9618>
	SlotName: slot1_1@wn01
	Cpus = 2
	Memory = 2048
...
`;
const usage = (what: string): string =>
  `\t\tUsr 0 00:01:30, Sys 0 00:00:10  -  ${what}\n\t\tUsr 0 00:00:00, Sys 0 00:00:00  -  Run Local Usage`;

test('a job from its submission to its end: states, whose, time, cores and code', () => {
  const end = `005 (12.000.000) 2026-11-23 10:02:00 Job terminated.
	(1) Normal termination (return value 3)
${usage('Run Remote Usage')}
${usage('Total Remote Usage')}
	0  -  Run Bytes Sent By Job
	Partitionable Resources :    Usage  Request Allocated
	   Cpus                 :        0        1         2
	   Memory (MB)          :        0     2048      2048

	Job terminated of its own accord at 2026-11-23T09:02:00Z with exit-code 3.
...
`;
  const { jobs, problems } = read(SUBMIT + EXECUTE + end);
  assert.deepEqual(problems, []);
  const at = (text: string): number => Date.parse(`2026-11-23T${text}Z`);
  assert.deepEqual(jobs.get('12.0'), {
    id: '12.0',
    submittedAt: at('09:00:00'),
    seenAt: at('09:02:00'),
    state: 'failed',
    stateRaw: '005',
    stateSince: at('09:02:00'),
    startedAt: at('09:01:00.250'),
    endedAt: at('09:02:00'),
    schedd: 'sn01.example.org',
    owner: 'pool001',
    person: 'asample',
    run: 'run-2026.11-quax/12',
    name: 'calibrate',
    reason: null,
    reasonCode: null,
    reasonSubcode: null,
    exitCode: 3,
    exitSignal: null,
    cpuS: 100,
    wallS: 59.75,
    cpus: 2,
  });
});

test('held with its codes, released, evicted, ended by a signal, removed', () => {
  const at = (time: string): string => `(12.000.000) 2026-11-23 ${time}`;
  const held = `012 ${at('10:03:00')} Job was held.
	Error from slot1_1@wn01: over its memory
	Code 34 Subcode 102
...
`;
  const stopped = read(SUBMIT + EXECUTE + held).jobs.get('12.0');
  assert.deepEqual(
    [stopped?.state, stopped?.reason, stopped?.reasonCode, stopped?.reasonSubcode],
    ['held', 'Error from slot1_1@wn01: over its memory', 34, 102],
  );
  const released = `013 ${at('10:04:00')} Job was released.\n\tvia condor_release\n...\n`;
  const free = read(SUBMIT + EXECUTE + held + released).jobs.get('12.0');
  assert.deepEqual([free?.state, free?.reason, free?.reasonCode], ['idle', null, null]);
  const evicted = `004 ${at('10:02:00')} Job was evicted.\n\t(0) Job was not checkpointed.\n...\n`;
  assert.equal(read(SUBMIT + EXECUTE + evicted).jobs.get('12.0')?.state, 'idle');
  const signal = `005 ${at('10:02:00')} Job terminated.\n\t(0) Abnormal termination (signal 11)\n...\n`;
  const killed = read(SUBMIT + EXECUTE + signal).jobs.get('12.0');
  assert.deepEqual([killed?.state, killed?.exitSignal, killed?.exitCode], ['failed', 11, null]);
  const removed = `009 ${at('10:02:00')} Job was aborted.\n\tvia condor_rm (by user asample)\n...\n`;
  const gone = read(SUBMIT + EXECUTE + removed);
  assert.equal(gone.jobs.get('12.0')?.reason, 'via condor_rm (by user asample)');
  assert.equal(gone.jobs.get('12.0')?.state, 'removed');
  const late = read(SUBMIT + EXECUTE + removed + signal);
  assert.equal(late.jobs.get('12.0')?.state, 'removed');
  assert.deepEqual(late.problems, ['event 5 of job 12.0, which has ended']);
});

test('JSON events, over several lines or one, in UTC or local time', () => {
  const event = (number: number, time: string, more: object): object => {
    return { EventTypeNumber: number, EventTime: time, Cluster: 12, Proc: 0, Subproc: 0, ...more };
  };
  const submit = event(0, '2026-11-23T09:00:00.500Z', { MyType: 'SubmitEvent' });
  const hold = event(12, '2026-11-23T10:01:00', {
    MyType: 'JobHeldEvent',
    HoldReason: 'a brace } and a quote " in it',
    HoldReasonCode: 26,
    HoldReasonSubCode: 1,
  });
  const text = `${JSON.stringify(submit, null, 2)}\n...\n${JSON.stringify(hold, null, 2)}\n`;
  for (const log of [text, `[\n${JSON.stringify(submit)},\n${JSON.stringify(hold)}\n]\n`]) {
    const { jobs, problems } = read(log);
    assert.deepEqual(problems, []);
    assert.partialDeepStrictEqual(jobs.get('12.0'), {
      submittedAt: Date.parse('2026-11-23T09:00:00.500Z'),
      stateSince: Date.parse('2026-11-23T09:01:00Z'),
      state: 'held',
      reason: 'a brace } and a quote " in it',
      reasonCode: 26,
      reasonSubcode: 1,
    });
  }
  const end = event(5, '2026-11-23T10:02:00', {
    TerminatedNormally: false,
    TerminatedBySignal: 9,
    TotalRemoteUsage: 'Usr 1 00:00:01, Sys 0 00:00:00',
  });
  const { jobs } = read(`${text}${JSON.stringify(end)}\n`);
  assert.partialDeepStrictEqual(jobs.get('12.0'), {
    state: 'failed',
    exitSignal: 9,
    cpuS: 86_401,
  });
});

test('a stamp without a year takes the last one that is not to come', () => {
  const submit = (stamp: string): string =>
    `000 (12.000.000) ${stamp} Job submitted from host: <10.0.0.3>\n...\n`;
  const timeOf = (stamp: string, latest = LATEST): string => {
    const [event] = read(submit(stamp), { zone: 'UTC', latest }).events;
    return new Date(event?.t ?? Number.NaN).toISOString();
  };
  assert.equal(timeOf('11/23 10:00:00'), '2026-11-23T10:00:00.000Z');
  assert.equal(timeOf('12/31 23:59:59'), '2025-12-31T23:59:59.000Z');
  assert.equal(timeOf('02/29 10:00:00'), '2024-02-29T10:00:00.000Z');
  assert.equal(timeOf('12/31 10:00:00', Date.UTC(2027, 0, 2)), '2026-12-31T10:00:00.000Z');
  assert.match(read(submit('13/45 10:00:00')).problems[0] ?? '', /1: no such date/);
});

test('the hour that comes twice: a step back is its second pass', () => {
  const at = (code: string, time: string, what: string): string =>
    `${code} (12.000.000) 2026-10-25 ${time} ${what}\n...\n`;
  const { events } = read(
    at('000', '02:50:00', 'Job submitted from host: <10.0.0.3>') +
      at('001', '02:10:00', 'Job executing on host: <10.0.0.4>'),
  );
  assert.deepEqual(
    events.map(({ t }) => new Date(t).toISOString()),
    ['2026-10-25T00:50:00.000Z', '2026-10-25T01:10:00.000Z'],
  );
});

test('an event without its end, one that is none, and a job whose submission is elsewhere', () => {
  const cut = '000 (12.000.000) 2026-11-23 10:00:00 Job submitted from host: <10.0.0.3>\n';
  const { jobs, problems } = read(`${cut}${EXECUTE}half a line\n...\n`);
  assert.equal(jobs.get('12.0')?.state, 'running', 'the next head line ends it');
  assert.match(problems[0] ?? '', /^7: not an event/);
  assert.deepEqual(read(EXECUTE).problems, [
    'event 1 of job 12.0: its submission is not in the log',
  ]);
});

test('an event that never ends is given out as refused, not kept for ever', () => {
  const endless = `{\n${'"x": 1,\n'.repeat(6_000)}`;
  assert.match(read(endless).problems[0] ?? '', /not JSON/);
});

test('no log makes it throw, and no line is lost in silence', () => {
  const piece = fc.oneof(
    fc.constantFrom(SUBMIT, EXECUTE, '...\n', '{\n', '}\n', '005 (1.0.0) ', '\u0000', '"'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { events, problems, jobs } = read(pieces.join(''));
      assert.ok(events.length + problems.length >= 0 && jobs.size <= events.length);
    }),
  );
});
