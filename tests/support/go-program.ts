/**
 * Programs in Go that say what others make of our files. Their sources lie in `tests/support/go`; building one takes
 * longer than a test may, so that `npm run torture peers` does it, and tests use what it left in the cache.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '#telemetry/setup/find-program.mjs';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CACHE = join(process.env['FLASH_CACHE'] ?? join(ROOT, '.cache'), 'go');
/** The longest build is that of the Collector: some hundred modules, on two cores. */
const LIMIT_MS = 30 * 60_000;

export type GoProgram = 'grafana-check' | 'otelcol';

function sourceOf(name: GoProgram): string {
  return join(import.meta.dirname, 'go', name);
}

/** Where the program lies that was built from the sources of today. */
function placeOf(name: GoProgram): string {
  const source = sourceOf(name);
  const hash = createHash('sha256');
  for (const file of readdirSync(source).toSorted()) hash.update(readFileSync(join(source, file)));
  return join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/** Returns its path; undefined where it was not built since its sources changed. */
export function builtProgram(name: GoProgram): string | undefined {
  const place = placeOf(name);
  return existsSync(place) ? place : undefined;
}

/** Options for a test that runs it: skipped, with the reason, where it was not built. */
export function needsBuilt(name: GoProgram, path = builtProgram(name)): { skip: string | false } {
  const reason = `${name} is not built, which takes minutes: npm run torture peers does it where there is Go`;
  return { skip: path === undefined && reason };
}

/**
 * Builds it where it is not built yet, with its modules in the cache; returns its path.
 *
 * @throws where there is no Go, the modules cannot be had, or it takes longer than half an hour
 */
export async function buildProgram(name: GoProgram): Promise<string> {
  const place = placeOf(name);
  if (existsSync(place)) return place;
  const go = process.env['FLASH_GO'] ?? findProgram('go', process.env, ['/usr/local/go/bin']);
  if (go === undefined) throw new Error('there is no Go: install it, or say where with FLASH_GO');
  mkdirSync(CACHE, { recursive: true });
  const half = `${place}.${process.pid}`;
  await promisify(execFile)(go, ['build', '-trimpath', '-ldflags=-s -w', '-o', half, '.'], {
    cwd: sourceOf(name),
    timeout: LIMIT_MS,
    env: {
      ...process.env,
      GOMODCACHE: join(CACHE, 'modules'),
      GOCACHE: join(CACHE, 'build'),
      // What is written there can be removed as all else; nothing is fetched but what go.sum names.
      GOFLAGS: '-modcacherw -mod=readonly -buildvcs=false',
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
    },
  });
  renameSync(half, place);
  return place;
}
