/** `flash backup` and `flash restore` as a person runs them: in a process of their own, which a test may kill. */

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

export interface Ran {
  /** Null: killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Writes the configuration of a home, and returns its path; the node is that of `testConfig`. */
export function writeConfig(
  home: string,
  settings: Readonly<Record<string, unknown>> = {},
): string {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'flash.yaml');
  writeFileSync(path, JSON.stringify({ node: 'test-node', home, ...settings }));
  return path;
}

/** Runs `flash` with these words on the configuration of a home; `fault` kills it at a point. */
export function runFlash(
  home: string,
  words: readonly string[],
  options: { readonly fault?: string; readonly encoding?: BufferEncoding } = {},
): Promise<Ran> {
  const { fault = '', encoding = 'utf8' } = options;
  const env = { ...process.env, FLASH_HOME: home, FLASH_FAULT: fault };
  const args = [join(ROOT, 'flash.ts'), ...words, '--config', join(home, 'flash.yaml')];
  return new Promise((settle) => {
    execFile(
      process.execPath,
      args,
      { env, encoding, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        settle({ code, stdout, stderr });
      },
    );
  });
}
