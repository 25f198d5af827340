/** Compiles the site once per source version: `<home>/site/<hash>`, made whole beside it and renamed. */

import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alerts } from '#dashboards/alerts/index.ts';
import { describeError } from '#telemetry/errors.ts';
import { astroBuild } from './build/astro-build.ts';
import { withBuildLock } from './build/lock.ts';
import { checkRunbooks } from './build/runbooks.ts';
import { sourceHash } from './build/source-hash.ts';

export interface BuildSiteOptions {
  /** Holds one folder a version: `<FLASH_HOME>/site`. */
  readonly outDir: string;
  /** The path under which the site is served: `/`, or `/flash/`. */
  readonly base?: string;
  /** Told in words what happens; called only where something takes time. */
  readonly progress?: (text: string) => void;
  /** Aborted: compiling or waiting for it ends with an error. */
  readonly signal?: AbortSignal | undefined;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Versions kept beside the one in use: a hub that still runs reads from its own. */
const KEPT = 3;

/**
 * Returns the folder of the compiled site for these sources, compiling it where it is not there yet.
 * Several processes may ask at once: one compiles, the others wait and find it done.
 * @throws {FlashError} when Astro fails, with its last lines, and when an alert leads to no page
 */
export async function buildSite({
  outDir,
  base = '/',
  progress = () => undefined,
  signal,
}: BuildSiteOptions): Promise<string> {
  const directory = join(outDir, await sourceHash(ROOT, base));
  if (await isThere(directory)) return directory;
  await mkdir(outDir, { recursive: true });
  const compile = async (): Promise<void> => {
    if (await isThere(directory)) return;
    const draft = join(outDir, `.draft-${process.pid}`);
    await rm(draft, { recursive: true, force: true });
    try {
      progress('compiling the site');
      checkRunbooks(ROOT, alerts);
      await astroBuild({ root: ROOT, outDir: draft, base, signal });
      await rename(draft, directory);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  };
  await withBuildLock(ROOT, progress, compile, signal);
  await forgetOld(outDir, directory).catch((error: unknown) => progress(describeError(error)));
  return directory;
}

async function isThere(directory: string): Promise<boolean> {
  return await stat(join(directory, 'server', 'entry.mjs')).then(
    () => true,
    () => false,
  );
}

/** Removes all but the newest versions, never the one just asked for. */
async function forgetOld(outDir: string, current: string): Promise<void> {
  const names = (await readdir(outDir)).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const aged = await Promise.all(
    names.map(async (name) => {
      const directory = join(outDir, name);
      return { directory, t: (await stat(directory)).mtimeMs };
    }),
  );
  const old = aged
    .sort((a, b) => b.t - a.t)
    .slice(KEPT)
    .map(({ directory }) => directory);
  for (const directory of old) {
    if (directory !== current) await rm(directory, { recursive: true, force: true });
  }
}
