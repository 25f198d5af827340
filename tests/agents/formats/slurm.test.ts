/** Answers of Slurm's programs: old and new JSON, text, arrays, states, codes, nodes, and answers that are broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { expandTasks, readComment, slurmState, trueExit } from '#agents/formats/slurm-job.ts';
import { parseSacctJson, parseSqueueJson } from '#agents/formats/slurm-json.ts';
import { parseSinfoJson, parseSinfoText } from '#agents/formats/slurm-nodes.ts';
import {
  parseSacctText,
  parseSqueueText,
  secondsOf,
  SEPARATOR,
} from '#agents/formats/slurm-text.ts';

const S = 1_790_000_000;
const set = (number: number) => ({ set: true, infinite: false, number });
const unset = { set: false, infinite: false, number: 0 };

function squeue(...jobs: readonly object[]) {
  const result = parseSqueueJson(JSON.stringify({ meta: {}, errors: [], jobs }));
  assert.ok(result.ok);
  return result;
}

test('a running job, as 22.05 and as 24.05 print it', () => {
  const old = {
    job_id: 12,
    array_job_id: 0,
    array_task_id: null,
    job_state: 'RUNNING',
    state_reason: 'None',
    exit_code: 0,
    submit_time: S,
    start_time: S + 5,
    end_time: S + 605,
    user_name: 'pool01',
    account: 'flash',
    partition: 'main',
    comment: 'flash:run=quax/12,flash:user=asample',
    name: 'fft',
    cpus: 4,
    tres_req_str: 'cpu=4,mem=2G,node=1,billing=4',
  };
  const young = {
    ...old,
    array_job_id: set(0),
    array_task_id: unset,
    job_state: ['RUNNING', 'SIGNALING'],
    exit_code: { status: ['SUCCESS'], return_code: set(0), signal: { id: unset, name: '' } },
    submit_time: set(S),
    start_time: set(S + 5),
    end_time: set(S + 605),
    cpus: set(4),
  };
  const { jobs } = squeue(old);
  assert.deepEqual(jobs, [
    {
      id: '12',
      state: 'running',
      stateRaw: 'RUNNING',
      submittedAt: S * 1000,
      startedAt: (S + 5) * 1000,
      endedAt: null,
      owner: 'pool01',
      account: 'flash',
      partition: 'main',
      person: 'asample',
      run: 'quax/12',
      name: 'fft',
      reason: null,
      exitCode: null,
      exitSignal: null,
      cpuS: null,
      wallS: null,
      cpus: 4,
      requestMemoryRaw: '2G',
    },
  ]);
  assert.deepEqual(squeue(young).jobs, [{ ...jobs[0], stateRaw: 'RUNNING+SIGNALING' }]);
});

test('tasks of an array, waiting ones one by one; parts of a heterogeneous job', () => {
  const waiting = {
    job_id: 5,
    array_job_id: 5,
    array_task_string: '2-6:2,9%3',
    job_state: 'PENDING',
  };
  const running = { job_id: 8, array_job_id: 5, array_task_id: 1, job_state: 'RUNNING' };
  const part = { job_id: 31, het_job_id: set(30), het_job_offset: set(1), job_state: ['PENDING'] };
  assert.deepEqual(
    squeue(waiting, running, part).jobs.map(({ id }) => id),
    ['5_2', '5_4', '5_6', '5_9', '5_1', '30+1'],
  );
  const { problems } = squeue(
    { ...waiting, array_task_string: '1-10,...' },
    { job_state: 'RUNNING' },
  );
  assert.deepEqual(
    problems.map(({ place, reason }) => [place, reason]),
    [
      [1, "array 5: its tasks '1-10,...' cannot be told apart"],
      [2, 'a job without job_id'],
    ],
  );
  assert.equal(expandTasks('0-1000000'), null);
});

test('states: the end decides, a hold is seen, a word that is not known stays', () => {
  const of = (words: readonly string[], reason: string | null = null) => slurmState(words, reason);
  assert.deepEqual(of(['CANCELLED by 1000']), { state: 'removed', raw: 'CANCELLED by 1000' });
  assert.deepEqual(of(['PENDING', 'REQUEUE_HOLD']), { state: 'held', raw: 'PENDING+REQUEUE_HOLD' });
  assert.equal(of(['PENDING'], 'JobHeldAdmin').state, 'held');
  assert.equal(of(['PENDING'], 'Priority').state, 'idle');
  for (const word of ['FAILED', 'TIMEOUT', 'OUT_OF_MEMORY', 'NODE_FAIL', 'PREEMPTED', 'DEADLINE'])
    assert.equal(of([word]).state, 'failed', word);
  assert.equal(of(['SUSPENDED']).state, 'suspended');
  assert.deepEqual(of(['DREAMING']), { state: 'unknown', raw: 'DREAMING' });
  assert.deepEqual(of([]), { state: 'unknown', raw: 'absent' });
});

test('codes: a wait status, a signal, and a 0 that contradicts the state', () => {
  const exit = (job_state: string, exit_code: unknown) => {
    const [job] = squeue({ job_id: 1, job_state, exit_code }).jobs;
    return [job?.exitCode, job?.exitSignal];
  };
  assert.deepEqual(exit('FAILED', 768), [3, null]);
  assert.deepEqual(exit('CANCELLED', 15), [null, 15]);
  assert.deepEqual(exit('COMPLETED', 0), [0, null]);
  assert.deepEqual(exit('FAILED', { return_code: set(2), signal: { id: unset } }), [2, null]);
  assert.deepEqual(exit('FAILED', { return_code: unset, signal: { id: set(9) } }), [null, 9]);
  assert.deepEqual(trueExit('failed', 0, null), { exitCode: null, exitSignal: null });
});

test('a comment says run and person among other words', () => {
  assert.deepEqual(readComment('x; flash:run=quax/0012_fisica;flash:user=asample y'), {
    run: 'quax/0012_fisica',
    person: 'asample',
  });
  assert.deepEqual(readComment('noflash:run=1'), { run: null, person: null });
});

test('the accounting by JSON: times, cores, and the processor time of the steps', () => {
  const time = { elapsed: 100, submission: S, start: S + 1, end: S + 101 };
  const step = (seconds: number) => ({ time: { total: { seconds, microseconds: 500_000 } } });
  const job = {
    job_id: 12,
    array: { job_id: 10, task_id: set(3) },
    association: { user: 'pool01' },
    state: { current: ['TIMEOUT'], reason: 'TimeLimit' },
    exit_code: { status: ['SUCCESS'], return_code: set(0), signal: { id: set(15) } },
    time: { ...time, total: { seconds: 0, microseconds: 0 } },
    steps: [step(150), step(30)],
    tres: {
      allocated: [{ type: 'cpu', count: 2 }],
      requested: [{ type: 'mem', count: 500 }],
    },
    comment: { job: 'flash:run=quax/12' },
  };
  const result = parseSacctJson(JSON.stringify({ jobs: [job] }));
  assert.ok(result.ok);
  assert.partialDeepStrictEqual(result.jobs[0], {
    id: '10_3',
    state: 'failed',
    stateRaw: 'TIMEOUT',
    reason: 'TimeLimit',
    owner: 'pool01',
    run: 'quax/12',
    exitCode: null,
    exitSignal: 15,
    cpuS: 181,
    wallS: 100,
    cpus: 2,
    requestMemoryRaw: '500M',
    endedAt: (S + 101) * 1000,
  });
});

test('the same by text: rows of steps left out, empty cells, a row that is cut', () => {
  const row = (...cells: readonly string[]): string => cells.join(SEPARATOR);
  const when = ['2026-11-23T10:00:00', '2026-11-23T10:00:01', '2026-11-23T10:01:41'];
  const job = ['10_3', 'pool01', 'flash', 'main', 'FAILED', 'None', ...when];
  const rest = ['2', '500M', 'flash:run=quax/12', 'a|b', '3:0', '100', '1-00:03:01.500'];
  const step = ['10_3.batch', '', 'flash', '', 'FAILED', '', ...when, ...rest];
  const sacct = parseSacctText([row(...job, ...rest), row(...step), row('11', 'x'), ''].join('\n'));
  assert.ok(sacct.ok);
  assert.equal(sacct.jobs.length, 1);
  assert.partialDeepStrictEqual(sacct.jobs[0], {
    id: '10_3',
    state: 'failed',
    exitCode: 3,
    exitSignal: null,
    name: 'a|b',
    run: 'quax/12',
    submittedAt: Date.UTC(2026, 10, 23, 10),
    wallS: 100,
    cpuS: 86_581.5,
    cpus: 2,
  });
  assert.deepEqual(sacct.problems, [{ place: 3, reason: 'expected 16 columns, found 2 columns' }]);
  const waits = [
    '7',
    'pool01',
    'flash',
    'main',
    'PENDING',
    'Resources',
    when[0] ?? '',
    'N/A',
    'N/A',
  ];
  const squeued = parseSqueueText(row(...waits, '1', '0', '(null)', 'held'));
  assert.ok(squeued.ok);
  assert.partialDeepStrictEqual(squeued.jobs[0], {
    id: '7',
    state: 'idle',
    reason: 'Resources',
    startedAt: null,
    run: null,
    name: 'held',
  });
  assert.deepEqual(['03:04', '02:03:04', '1-00:00:00', 'x'].map(secondsOf), [
    184,
    7384,
    86_400,
    null,
  ]);
});

test('nodes by state, each once; cores of a node that is down are no idle ones', () => {
  const json = parseSinfoJson(
    JSON.stringify({
      nodes: [
        { name: 'wn1', state: 'mixed', state_flags: [], cpus: 8, alloc_cpus: 3 },
        { name: 'wn2', state: ['IDLE', 'DRAIN'], cpus: 8, alloc_cpus: 0 },
        { name: 'wn3', state: 'down', state_flags: ['NOT_RESPONDING'], cpus: 4 },
        { name: 'wn4', state: 'allocated', state_flags: ['DRAIN'], cpus: 4, alloc_cpus: 4 },
        { name: 'wn5', state: 'dreaming', cpus: 1 },
        { state: 'idle' },
      ],
    }),
  );
  assert.ok(json.ok);
  const counted = [...json.nodes].filter(([, count]) => count > 0);
  assert.deepEqual(Object.fromEntries(counted), {
    mixed: 1,
    draining: 1,
    drained: 1,
    down: 1,
    unknown: 1,
  });
  assert.deepEqual(json.cores, { claimed: 7, idle: 5, other: 13 });
  assert.equal(json.problems.length, 1);
  const line = (name: string, state: string, cores: string): string =>
    [name, state, cores].join(SEPARATOR);
  const lines = [line('wn1', 'mixed', '3/5/0/8'), line('wn1', 'mixed', '3/5/0/8')];
  const text = parseSinfoText([...lines, line('wn3', 'down*', '0/0/4/4'), 'x', ''].join('\n'));
  assert.ok(text.ok);
  assert.deepEqual(text.cores, { claimed: 3, idle: 5, other: 4 });
  assert.deepEqual([text.nodes.get('mixed'), text.nodes.get('down')], [1, 1]);
  assert.deepEqual(text.problems, ["no node: 'x'"]);
});

test('an answer of another kind is said to be one', () => {
  for (const parse of [parseSqueueJson, parseSacctJson, parseSinfoJson]) {
    const cut = parse('{"jobs": [');
    assert.ok(!cut.ok && cut.reason.startsWith('the answer is not JSON'));
    const other = parse('{"sinfo": []}');
    assert.ok(!other.ok && other.reason.startsWith('the answer has no list'));
  }
});

test('no answer makes a parser throw', () => {
  const wild = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.object(), { maxLength: 4 }).map((jobs) => JSON.stringify({ jobs, nodes: jobs })),
    fc
      .array(fc.string(), { maxLength: 30 })
      .map((cells) => `1${SEPARATOR}${cells.join(SEPARATOR)}`),
  );
  fc.assert(
    fc.property(wild, (text) => {
      for (const parse of [parseSqueueJson, parseSacctJson, parseSqueueText, parseSacctText])
        assert.ok(typeof parse(text).ok === 'boolean');
      assert.ok(typeof parseSinfoJson(text).ok === 'boolean');
      assert.ok(parseSinfoText(text).ok);
    }),
  );
});
