/** The last change of each page out of git's log, and nothing where there is no git. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lastChanges } from '#site/build/last-changes.ts';
import { changeDay, isOld } from '#site/src/docs/last-change.ts';

describe('lastChanges', () => {
  it('gives day and version of the newest commit that touched a page', () => {
    const root = mkdtempSync(join(tmpdir(), 'flash-docs-'));
    const git = (date: string, ...args: string[]) =>
      execFileSync(
        'git',
        ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args],
        {
          env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
          stdio: 'ignore',
        },
      );
    const write = (file: string, text: string) => writeFileSync(join(root, file), text);
    try {
      assert.equal(lastChanges(root), null, 'no git here');
      mkdirSync(join(root, 'content'));
      git('', 'init', '-q');
      for (const [date, version, page] of [
        ['2025-01-02T03:04:05Z', '0.1.0', 'a.mdx'],
        ['2025-06-02T03:04:05Z', '0.1.0', 'words.mdx'],
        ['2026-01-02T03:04:05Z', '0.2.0', 'b.mdx'],
        ['2026-02-02T03:04:05Z', '0.2.0', 'words.yaml'],
      ] as const) {
        write('package.json', `{ "version": "${version}" }`);
        write(`content/${page}`, page);
        git(date, 'add', '.');
        git(date, 'commit', '-qm', page);
      }
      const found = lastChanges(root);
      assert.equal(found?.['a.mdx']?.version, '0.1.0');
      assert.equal(found['b.mdx']?.version, '0.2.0');
      assert.equal(found['a.mdx']?.t, Date.parse('2025-01-02T03:04:05Z'));
      assert.equal(found['c.mdx'], undefined);
      assert.equal(
        found['words.mdx']?.t,
        Date.parse('2026-02-02T03:04:05Z'),
        'what it shows has changed',
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('the age of a page', () => {
  it('is told by day, and old after a year', () => {
    const t = Date.parse('2025-11-26T23:00:00Z');
    assert.equal(changeDay(t), '26 November 2025');
    assert.equal(isOld(t, t + 365 * 86_400_000), false);
    assert.equal(isOld(t, t + 366 * 86_400_000), true);
  });
});
