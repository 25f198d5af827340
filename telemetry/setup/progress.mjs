/** Progress lines for steps that take more than a second; silence for the others. */

const QUIET_MS = 1000;
const REPEAT_MS = 15_000;

/**
 * Makes the reporter of one set of steps.
 *
 * @param {object} options
 * @param {number} options.total number of steps, for "[2/4]"
 * @param {NodeJS.WriteStream} [options.out] on a terminal one line ticks every second; elsewhere a
 *   line is printed after one second, every 15 s, and at the end
 * @param {() => number} [options.now] milliseconds of a clock that never steps back
 * @returns {<T>(label: string, work: () => Promise<T>) => Promise<T>} runs one step
 */
export function createProgress({ total, out = process.stderr, now = () => performance.now() }) {
  let count = 0;
  return async function step(label, work) {
    count += 1;
    const head = `[${count}/${total}] ${label}`;
    const started = now();
    const elapsed = () => Math.round((now() - started) / 1000);
    let shown = false;
    const show = () => {
      shown = true;
      out.write(out.isTTY ? `\r${head} … ${elapsed()} s ` : `${head} … ${elapsed()} s\n`);
    };
    const first = setTimeout(show, QUIET_MS);
    const ticking = setInterval(show, out.isTTY ? QUIET_MS : REPEAT_MS);
    const finish = (word) => {
      clearTimeout(first);
      clearInterval(ticking);
      if (shown) out.write(`${out.isTTY ? '\r' : ''}${head} … ${word}, ${elapsed()} s\n`);
    };
    try {
      const result = await work();
      finish('done');
      return result;
    } catch (error) {
      finish('failed');
      throw error;
    }
  };
}
