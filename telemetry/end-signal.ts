/** When a command has to end: Ctrl-C, SIGTERM, SIGHUP, or the end of the process that started it. */

/** How long a command may take to end once it was asked to; then it is killed, so that a dead mount cannot hold it. */
const END_WITHIN_MS = 20_000;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 300;

/**
 * Returns what is aborted when the command has to end; a second Ctrl-C ends at once.
 *
 * @param hangupEnds false where SIGHUP asks the command to read its configuration again
 */
export function createEndSignal(hangupEnds: boolean): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  const end = (reason: string): void => {
    const isSame = performance.now() - askedAt < SAME_SIGNAL_MS;
    if (controller.signal.aborted && reason === 'SIGINT' && !isSame) process.exit(130);
    askedAt = performance.now();
    controller.abort(reason);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_WITHIN_MS).unref();
  };
  const signals = ['SIGINT', 'SIGTERM', ...(hangupEnds ? (['SIGHUP'] as const) : [])] as const;
  for (const signal of signals) process.on(signal, () => end(signal));
  process.on('disconnect', () => end('parent gone'));
  return controller.signal;
}
