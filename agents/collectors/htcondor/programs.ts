/** The words of HTCondor's programs. Options: HTCondor's manual pages of condor_q, condor_history and condor_status. */

import { join } from 'node:path';
import { JOB_ATTRIBUTES } from '#agents/formats/condor-ad.ts';
import { SLOT_ATTRIBUTES } from '#agents/formats/condor-slots.ts';
import { runProgram } from '#agents/sources/run-program.ts';
import type { CondorSettings, PoolSettings, ScheddSettings } from '../htcondor.schema.ts';

/** No answer of the history reads more ads than this many times its limit. */
const SCAN_FACTOR = 20;

/** Runs a program and gives what it wrote. @throws FlashError as `runProgram`. */
export type RunCondor = (command: readonly string[]) => Promise<string>;

function option(name: string, value: string | null): string[] {
  return value === null ? [] : [name, value];
}

function where({
  pool,
  constraint,
  name = null,
}: PoolSettings & { name?: string | null }): string[] {
  return [...option('-pool', pool), ...option('-name', name), ...option('-constraint', constraint)];
}

export function queueCommand(schedd: ScheddSettings): string[] {
  return ['condor_q', '-allusers', ...where(schedd), '-json', '-attributes', JOB_ATTRIBUTES];
}

/** `since`: UTC, s. */
export function historyCommand(schedd: ScheddSettings, since: number, limit: number): string[] {
  const bounds = ['-completedsince', String(since), '-limit', String(limit)];
  const scan = ['-scanlimit', String(limit * SCAN_FACTOR)];
  const form = ['-json', '-attributes', JOB_ATTRIBUTES];
  return ['condor_history', ...where(schedd), ...bounds, ...scan, ...form];
}

export function statusCommand(pool: PoolSettings): string[] {
  return ['condor_status', ...where(pool), '-json', '-attributes', SLOT_ATTRIBUTES];
}

/** Makes what runs them: in the configured folder, each with the timeout, killed at the collector's deadline. */
export function createRunner(
  { programs, environment, timeout_s }: CondorSettings,
  signal: () => AbortSignal,
): RunCondor {
  return ([program = '', ...words]) =>
    runProgram({
      command: [
        programs !== null && program.startsWith('condor_') ? join(programs, program) : program,
        ...words,
      ],
      timeoutMs: timeout_s * 1_000,
      environment,
      signal: signal(),
    });
}
