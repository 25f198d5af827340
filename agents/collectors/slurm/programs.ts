/** The words of Slurm's programs, and the choice between their JSON and their text. Options: Slurm's manual pages of squeue, sacct and sinfo. */

import { join } from 'node:path';
import type { CollectorProblem } from '#agents/collector.ts';
import { SINFO_FORMAT } from '#agents/formats/slurm-nodes.ts';
import { SACCT_FORMAT, SEPARATOR, SQUEUE_FORMAT } from '#agents/formats/slurm-text.ts';
import { runProgram } from '#agents/sources/run-program.ts';
import { describeError, FlashError } from '#telemetry/errors.ts';
import type { ClusterSettings, SlurmSettings } from '../slurm.schema.ts';

/** States of jobs that have ended. */
const ENDED = 'CA,CD,DL,F,NF,OOM,PR,TO,BF';

/** Times come in UTC and whole, lists of tasks are not cut. */
const ENVIRONMENT = {
  TZ: 'UTC',
  SLURM_TIME_FORMAT: 'standard',
  SLURM_BITSTR_LEN: '0',
} as const;

export type RunSlurm = (command: readonly string[]) => Promise<string>;

/** The words of one question in both forms. */
export interface Question {
  readonly program: string;
  readonly json: readonly string[];
  readonly text: readonly string[];
}

function option(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`--${name}=${values.join(',')}`];
}

function whose(settings: ClusterSettings, account: 'account' | 'accounts'): string[] {
  return [
    ...option('cluster', settings.cluster === null ? [] : [settings.cluster]),
    ...option('partition', settings.partitions),
    ...option(account, settings.accounts),
    ...option('user', settings.users),
  ];
}

export function queueQuestion(settings: ClusterSettings): Question {
  const common = ['--states=all', ...whose(settings, 'account')];
  const text = [...common, '--array', '--noheader', `--format=${SQUEUE_FORMAT}`];
  return { program: 'squeue', json: [...common, '--json'], text };
}

/** `since`: UTC, s. */
export function accountingQuestion(settings: ClusterSettings, since: number): Question {
  const start = new Date(since * 1_000).toISOString().slice(0, 19);
  const common = [
    ...(settings.users.length === 0 ? ['--allusers'] : []),
    `--starttime=${start}`,
    '--endtime=now',
    `--state=${ENDED}`,
    ...whose(settings, 'accounts'),
  ];
  const form = [
    '--parsable2',
    '--noheader',
    `--delimiter=${SEPARATOR}`,
    `--format=${SACCT_FORMAT}`,
  ];
  return { program: 'sacct', json: [...common, '--json'], text: [...common, ...form] };
}

export function nodesQuestion(settings: ClusterSettings): Question {
  const common = [
    ...option('cluster', settings.cluster === null ? [] : [settings.cluster]),
    ...option('partition', settings.partitions),
  ];
  const text = [...common, '--Node', '--noheader', `--format=${SINFO_FORMAT}`];
  return { program: 'sinfo', json: [...common, '--json'], text };
}

/** Makes what runs the programs of one cluster; each is killed at its timeout and at the collector's deadline. */
export function createRunner(
  { programs, environment, timeout_s }: SlurmSettings,
  { config }: ClusterSettings,
  signal: () => AbortSignal,
): RunSlurm {
  return ([program = '', ...words]) =>
    runProgram({
      command: [programs === null ? program : join(programs, program), ...words],
      timeoutMs: timeout_s * 1_000,
      environment: {
        ...ENVIRONMENT,
        ...(config === null ? {} : { SLURM_CONF: config }),
        ...environment,
      },
      signal: signal(),
    });
}

type Parsed = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Answer<Result> {
  readonly result: Result;
  readonly problems: readonly CollectorProblem[];
}

/** Asks one question. @throws FlashError where neither form gives an answer. */
export type Ask<Result> = (question: Question) => Promise<Answer<Result>>;

/** Makes the asking of one program: JSON until it fails where text does not, text from then on. */
export function createAsk<Result extends Parsed>(options: {
  run: RunSlurm;
  output: ClusterSettings['output'];
  parseJson: (text: string) => Result;
  parseText: (text: string) => Result;
}): Ask<Extract<Result, { ok: true }>> {
  const { run, parseJson, parseText } = options;
  let isText = options.output === 'text';

  async function read(
    command: readonly string[],
    parse: (text: string) => Result,
  ): Promise<Extract<Result, { ok: true }>> {
    const result = parse(await run(command));
    if (isAnswer(result)) return result;
    throw notUnderstood(command, result.ok ? '' : result.reason);
  }

  return async ({ program, json, text }) => {
    if (isText) return { result: await read([program, ...text], parseText), problems: [] };
    try {
      return { result: await read([program, ...json], parseJson), problems: [] };
    } catch (error) {
      const result = await read([program, ...text], parseText);
      isText = true;
      const message = `${program} gives no JSON, its text is read: ${describeError(error)}`;
      return { result, problems: [{ reason: 'no-json', subject: program, message }] };
    }
  };
}

function isAnswer<Result extends Parsed>(result: Result): result is Extract<Result, { ok: true }> {
  return result.ok;
}

function notUnderstood(command: readonly string[], reason: string): FlashError {
  return new FlashError({
    operation: "read Slurm's answer",
    subject: command.join(' '),
    reason,
    hint: 'run the command by hand as the user of the agent',
    transient: true,
  });
}
