/** The files of the clone that git tracks or would track, as plain data for the checks. */

import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Top of the clone. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

/** One file: its path below the top, with `/`, and its text ('' for a binary file). */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

/** One breach of a rule: where, and what to do about it. */
export interface Finding {
  readonly path: string;
  readonly line?: number;
  readonly says: string;
}

/** Reads every file that git knows or would add; deleted ones are left out. */
export function readTree(root: string = ROOT): TreeFile[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)]
    .filter((path) => path !== '' && isFile(join(root, path)))
    .toSorted()
    .map((path) => ({ path, text: readText(join(root, path)) }));
}

/** A link is not followed: what it leads to is listed under its own path. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return bytes.subarray(0, 8000).includes(0) ? '' : bytes.toString('utf8');
}

/** Returns the findings as lines "path:line says", which a failed assertion shows. */
export function listFindings(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, says }) => `${path}${line ? `:${line}` : ''} ${says}`);
}

/** Tells whether a file is code of ours: TypeScript, a plain script, or an Astro component. */
export function isCode({ path }: TreeFile): boolean {
  return /\.(ts|mts|mjs|js|astro)$/.test(path) && !path.startsWith('tests/cases/');
}

/** Tells whether a file is a test or a browser test. */
export function isTest({ path }: TreeFile): boolean {
  return /^tests\/.*\.(test|spec|bench|torture)\.ts$/.test(path);
}

/** Calls `look` with each line of a file, counted from 1, and gathers what it returns. */
export function scanLines(file: TreeFile, look: (line: string) => string | undefined): Finding[] {
  return file.text.split('\n').flatMap((text, index) => {
    const says = look(text);
    return says === undefined ? [] : [{ path: file.path, line: index + 1, says }];
  });
}
