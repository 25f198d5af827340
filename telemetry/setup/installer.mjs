/** The Node 24 and the npm that install packages, the same on every machine, checked by integrity. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * The npm that installs. An older one leaves out builds for this system that an older Node could
 * not run; one of its own choice would make another tree.
 */
const NPM = {
  name: 'npm',
  version: '11.19.1',
  integrity:
    'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
};

/**
 * Fetches Node 24 and npm into the cache, where they are not there yet.
 *
 * @param {object} options
 * @param {string[]} options.npm the system's npm, which fetches them
 * @returns {Promise<{ command: string[], env: object }>} npm's command and environment; the
 *   system's own where no packaged Node runs (there the system's Node must be new enough)
 */
export async function prepareInstaller({ root, npm, cache, log, env }) {
  const tools = join(cache, 'tools');
  const entry = nodePackage(root);
  if (!entry) return { command: npm, env };
  const folder = await fetchTool(entry, { npm, tools, log, env });
  const node = join(folder, 'bin', 'node');
  if (spawnSync(node, ['--version']).status !== 0) return { command: npm, env };
  const cli = join(await fetchTool(NPM, { npm, tools, log, env }), 'bin', 'npm-cli.js');
  const path = [dirname(node), env.PATH].filter(Boolean).join(delimiter);
  return { command: [node, cli], env: { ...env, PATH: path } };
}

/** The packaged Node of this system, as the lock file pins it; undefined where there is none. */
function nodePackage(root) {
  const name = `node-${process.platform}-${process.arch}`;
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const entry = packages[`node_modules/${name}`];
  return entry && { name, version: entry.version, integrity: entry.integrity };
}

/** Unpacks one package into the cache, whole or not at all, and returns its folder. */
async function fetchTool({ name, version, integrity }, { npm, tools, log, env }) {
  const target = join(tools, `${name}-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(join(partial, 'package'), { recursive: true });
  const what = `cannot fetch ${name} ${version}`;
  const run = (command) => runCommand(command, { log, what, subject: target, cwd: partial, env });
  await run([...npm, 'pack', `${name}@${version}`, '--loglevel=warn']);
  const file = join(partial, readdirSync(partial).find((entry) => entry.endsWith('.tgz')) ?? '');
  checkIntegrity(file, { integrity, what });
  await run(['tar', '-xzf', file, '-C', join(partial, 'package'), '--strip-components=1']);
  renameSync(join(partial, 'package'), target);
  rmSync(partial, { recursive: true, force: true });
  return target;
}

/** Refuses a file whose hash is not the pinned one ("sha512-" and base64, as in a lock file). */
export function checkIntegrity(file, { integrity, what }) {
  const [algorithm, wanted] = integrity.split(/-(.*)/s);
  const found = createHash(algorithm).update(readFileSync(file)).digest('base64');
  if (found === wanted) return;
  throw new SetupError({
    what,
    subject: file,
    why: `its ${algorithm} is ${found}, not the pinned ${wanted}`,
    hint: 'do not use it: find out who changed it, the registry or something on the way',
  });
}
