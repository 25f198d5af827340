/** `npm run bundle [FILE]`: makes `dist/flash-agent.cjs`, the agent as one file to copy. */

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { VERSION } from '#telemetry/version.ts';

import { makeBundle } from './make-bundle.ts';

/** One file has to stay a small thing to copy. */
const LIMIT_BYTES = 2_000_000;

const out = resolve(process.argv[2] ?? 'dist/flash-agent.cjs');
const { text } = await makeBundle();
const bytes = Buffer.byteLength(text);
if (bytes >= LIMIT_BYTES) {
  const said = `it would have ${String(bytes)} bytes; the limit is ${String(LIMIT_BYTES)}`;
  process.stderr.write(`cannot make the bundle: ${out}: ${said}\n`);
  process.exit(1);
}
mkdirSync(dirname(out), { recursive: true });
writeFileSync(`${out}.new`, text, { mode: 0o755 });
renameSync(`${out}.new`, out);
process.stdout.write(`${out}: ${(bytes / 1e6).toFixed(2)} MB, version ${VERSION}\n`);
