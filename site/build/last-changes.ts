/** When each page of content/ was last changed, and in which version, from git; nothing where its history is not there. */

import { execFileSync } from 'node:child_process';
import type { LastChange } from '../src/docs/last-change.ts';

/** Marks the line of a commit among the names of its files. */
const MARK = '\u0001';
/** What a page of the same name shows, as `glossary.mdx` shows `glossary.yaml`. */
const DATA = /\.(?:yaml|json)$/;

/**
 * Returns the last change of each page below content/, by its path there; null: there is no git, or only a part of its history.
 * @param root the repository
 */
export function lastChanges(root: string): Readonly<Record<string, LastChange>> | null {
  const log = git(root, [
    'log',
    `--format=${MARK}%H %ct`,
    '--name-only',
    '--no-renames',
    '--',
    'content',
  ]);
  if (log === null || git(root, ['rev-parse', '--is-shallow-repository'])?.trim() !== 'false')
    return null;
  const versions = new Map<string, string | null>();
  return Object.fromEntries(
    parseLog(log).map(({ file, commit, t }) => {
      if (!versions.has(commit)) versions.set(commit, versionAt(root, commit));
      return [file, { t, commit: commit.slice(0, 7), version: versions.get(commit) ?? null }];
    }),
  );
}

/** Reads the output of git log, newest first; the first commit there of a page, or of the data of its name, is its last change. */
export function parseLog(
  log: string,
): readonly { readonly file: string; readonly commit: string; readonly t: number }[] {
  const found = new Map<string, { file: string; commit: string; t: number }>();
  let [commit, t] = ['', 0];
  for (const line of log.split('\n')) {
    if (line.startsWith(MARK)) {
      const [hash = '', seconds = ''] = line.slice(1).split(' ');
      [commit, t] = [hash, Number(seconds) * 1000];
    } else if (line.startsWith('content/')) {
      const file = line.slice('content/'.length).replace(DATA, '.mdx');
      if (!found.has(file)) found.set(file, { file, commit, t });
    }
  }
  return [...found.values()];
}

function versionAt(root: string, commit: string): string | null {
  const text = git(root, ['show', `${commit}:package.json`]);
  return text === null ? null : (/"version":\s*"([^"]+)"/.exec(text)?.[1] ?? null);
}

function git(root: string, args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-C', root, '-c', 'core.quotepath=off', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 50_000_000,
    });
  } catch {
    return null;
  }
}
