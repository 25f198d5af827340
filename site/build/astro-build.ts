/** Runs `astro build` in a child process, which ends with its parent. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { FlashError } from '#telemetry/errors.ts';

/** Lines of Astro's output that an error carries. */
const LAST_LINES = 25;

/**
 * Compiles the site into `outDir`.
 * @throws {FlashError} with Astro's last lines
 */
export async function astroBuild(options: {
  root: string;
  outDir: string;
  base: string;
  /** Aborted: Astro is ended. */
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { root, outDir, base, signal } = options;
  const astro = join(root, 'node_modules', 'astro', 'bin', 'astro.mjs');
  const child = spawn(process.execPath, [astro, 'build', '--root', join(root, 'site')], {
    cwd: join(root, 'site'),
    env: {
      ...process.env,
      FLASH_SITE_OUT: outDir,
      FLASH_SITE_BASE: base,
      ASTRO_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill();
  process.once('exit', stop);
  signal?.addEventListener('abort', stop);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => {
    process.removeListener('exit', stop);
    signal?.removeEventListener('abort', stop);
  });
  if (code === 0) return;
  throw new FlashError({
    operation: 'compile the site',
    subject: 'astro build',
    reason: `it ended with ${code ?? 'a signal'}:\n${lines
      .filter((line) => line.trim() !== '')
      .slice(-LAST_LINES)
      .join('\n')}`,
    hint: 'this is a fault in the sources: `npm run check` names the file',
  });
}
