/** Runs `flash files` of one run, or of a campaign (a name without a slash), in one format, counts what comes out and throws it away; prints the count and the peak of memory. */

import { command } from '#telemetry/commands/files.ts';

const [config = '', run = '', format = ''] = process.argv.slice(2);
let [lines, bytes, largest] = [0, 0, 0];
const code = await command.run({
  options: { config, format, ...(run.includes('/') ? { run } : { campaign: run }) },
  positionals: [],
  env: process.env,
  cwd: process.cwd(),
  signal: new AbortController().signal,
  async write(chunk) {
    // As slow as a pipe whose reader takes its time.
    await new Promise((resolve) => setImmediate(resolve));
    const size = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
    bytes += size;
    largest = Math.max(largest, size);
    if (typeof chunk === 'string') lines += chunk.split('\n').length - 1;
  },
  say: () => undefined,
  host: {
    program: 'flash',
    commands: [],
    checks: () => Promise.resolve([]),
    entry: '',
    openRecorder: () => Promise.reject(new Error('not used here')),
  },
});
const peakBytes = process.resourceUsage().maxRSS * 1_024;
process.stdout.write(JSON.stringify({ code, lines, bytes, largest, peakBytes }));
process.exit(0);
