/** Runs a program in a child that is killed when it takes too long: `condor_q`, `chronyc`, a probe of a dead mount. */

import { errorCode, FlashError } from '#telemetry/errors.ts';

export interface RunProgramOptions {
  /** The program and its words; no shell reads them. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Aborted: the child is killed. */
  readonly signal?: AbortSignal;
  /** Called when the child has really ended, which a call stuck in the kernel may put off for ever. */
  readonly onExit?: () => void;
  /** More output than this is an error. Default 64 MB. */
  readonly maxBytes?: number;
  /** Exit codes that are no failure. Default: 0. */
  readonly okCodes?: readonly number[];
  /** Resolve with what it wrote on standard error (its first 2 000 characters) instead. */
  readonly wantsErrors?: boolean;
}

/**
 * Resolves with what the program wrote.
 *
 * @throws FlashError: the program is not there, failed, wrote too much, or was killed at its timeout (transient)
 */
export function runProgram(options: RunProgramOptions): Promise<string> {
  const { command, timeoutMs, environment, signal, maxBytes = 64_000_000, okCodes = [0] } = options;
  const [program = '', ...words] = command;
  const { spawn } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const fail = (reason: string, transient: boolean, cause?: unknown): void => {
      reject(explain(command, reason, transient, cause));
    };
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(environment === undefined ? {} : { env: { ...process.env, ...environment } }),
    });
    const out: Buffer[] = [];
    let bytes = 0;
    let errors = '';
    let killed: string | null = null;
    // A child that hangs in the kernel does not end even now: the promise must not wait for it.
    const kill = (reason: string): void => {
      killed = reason;
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      fail(reason, true);
    };
    const timer = setTimeout(() => {
      kill(`it did not end within ${String(timeoutMs / 1_000)} s and was killed`);
    }, timeoutMs);
    const onAbort = (): void => {
      kill('it was stopped');
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) out.push(chunk);
      else if (killed === null) kill(`it wrote more than ${String(maxBytes)} bytes`);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < 2_000) errors += chunk.toString();
    });
    child.once('exit', () => options.onExit?.());
    child.once('error', (cause) => {
      settle();
      options.onExit?.();
      const isMissing = errorCode(cause) === 'ENOENT';
      fail(isMissing ? 'there is no such program' : cause.message, false, cause);
    });
    child.once('close', (code) => {
      settle();
      if (killed !== null) return;
      if (code !== null && okCodes.includes(code))
        resolve(options.wantsErrors === true ? errors : Buffer.concat(out).toString('utf8'));
      else fail(`it ended with code ${String(code)}: ${errors.trim().slice(0, 300)}`, true);
    });
  });
}

function explain(
  command: readonly string[],
  reason: string,
  transient: boolean,
  cause: unknown,
): FlashError {
  return new FlashError({
    operation: 'run',
    subject: command.join(' '),
    reason,
    hint: 'run it by hand as the user of the agent; the command is set in flash.yaml',
    transient,
    cause,
  });
}
