/** Runs a program of `npm test` and returns what it reports; one that fails without saying so is a failure itself. */

import type { Job } from './job.ts';
import { parseOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { runProcess } from './run-process.ts';

/** Of what a program prints besides its outcomes a failure shows so many lines. */
const OUTPUT_LINES = 40;
const CHECK_LIMIT_S = 600;

/** A static check: its exit code is its one outcome. */
export function runCheck(name: string, args: readonly string[]): Job['run'] {
  return async (said) => {
    const began = performance.now();
    const { code, output } = await runProcess(args, { limitS: CHECK_LIMIT_S });
    const status = code === 0 ? 'passed' : 'failed';
    const reason = code === 0 ? '' : output;
    const ms = performance.now() - began;
    const outcome: Outcome = { file: name, name: 'static check', status, reason, ms };
    said(outcome);
    return [outcome];
  };
}

export interface ReportingProgram {
  readonly args: readonly string[];
  /** It is ended when it takes longer, and has failed. */
  readonly limitS: number;
}

/** A program that reports outcomes by one of our reporters. */
export function runReporting({ args, limitS }: ReportingProgram): Job['run'] {
  return async (said) => {
    const outcomes: Outcome[] = [];
    const onLine = (line: string): boolean => {
      const outcome = parseOutcome(line);
      if (outcome === undefined) return false;
      outcomes.push(outcome);
      said(outcome);
      return true;
    };
    const { code, output } = await runProcess(args, { limitS, onLine });
    const hasFailed = outcomes.some(({ status }) => status === 'failed');
    if (code === 0 && !hasFailed) return outcomes;
    if (hasFailed) return outcomes.map((outcome) => withOutput(outcome, output));
    const reason = `it ended with ${code}:\n${output}`;
    const failure = { file: args.at(-1) ?? '', name: 'the file as a whole', reason, ms: 0 };
    return [...outcomes, { ...failure, status: 'failed' }];
  };
}

function withOutput(outcome: Outcome, output: string): Outcome {
  if (outcome.status !== 'failed' || output === '') return outcome;
  const tail = output.split('\n').slice(-OUTPUT_LINES).join('\n');
  return { ...outcome, reason: `${outcome.reason}\n--- what was printed ---\n${tail}` };
}
