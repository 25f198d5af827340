/** Every alert has its page, every page its alert; each says what a page of an alarm says, in words of its own. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alerts } from '#dashboards/alerts/index.ts';
import { runbookProblems } from '#site/build/runbooks.ts';
import { readPages, ROOT, type Page } from './pages.ts';

const HEADINGS = ['Meaning', 'How to check', 'What to do', 'Whom to call', 'Known false cause'];
/** Words in a row that count as the same text. */
const SHINGLE = 4;

const pages = readPages().filter(({ file }) =>
  /^content\/procedures\/alarms\/(?!index\.mdx)/.test(file),
);

function addressOf(runbook: string): string {
  return `/docs/${runbook}/`;
}

/** Four words in a row, as they follow each other below the card. */
function shinglesOf({ prose }: Page): ReadonlySet<string> {
  const words = prose.replace(/^import .*$|<\/?\w[^>]*>|^## .*$/gm, ' ').toLowerCase();
  const list = words.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(list.map((_word, at) => list.slice(at, at + SHINGLE).join(' ')));
}

describe('pages of alarms', () => {
  it('are there for every alert, and name it', () => {
    assert.deepEqual(runbookProblems(ROOT, alerts), []);
  });

  it('are of an alert each', () => {
    const known = new Set(alerts.map(({ runbook }) => addressOf(runbook)));
    assert.deepEqual(
      pages.filter(({ address }) => !known.has(address)).map(({ file }) => file),
      [],
    );
  });

  for (const page of pages) {
    it(`${page.file} says what a page of an alarm says`, () => {
      const sections = page.prose.split(/^## /m).slice(1);
      const headings = sections.map((section) => section.split('\n')[0]);
      assert.deepEqual(headings, HEADINGS);
      for (const section of sections) {
        const [heading, ...rest] = section.split('\n');
        const words = rest.join(' ').trim().split(/\s+/);
        assert.ok(words.length >= 3, `${heading}: too short to help`);
      }
    });
  }

  it('show what one checks as it is now, or say why that cannot be', () => {
    const wrong = pages.flatMap(({ file, prose }) => {
      const check = /^## How to check$([\s\S]*?)^## /m.exec(prose)?.[1] ?? '';
      return /<Live (?:channel|role|quality|metric|fact|none)="[^"]+"/.test(check)
        ? []
        : [`${file}: put <Live … /> below “How to check”, or <Live none="why" />`];
    });
    assert.deepEqual(wrong, []);
  });

  it('have no two that share half of their text', () => {
    const texts = pages.map((page) => ({ page, shingles: shinglesOf(page) }));
    const alike = texts.flatMap(({ page, shingles }, at) =>
      texts.slice(at + 1).flatMap((other) => {
        const both = [...shingles].filter((one) => other.shingles.has(one)).length;
        const share = both / Math.min(shingles.size, other.shingles.size);
        return share < 0.5 ? [] : [`${page.file} and ${other.page.file} share ${share}`];
      }),
    );
    assert.deepEqual(alike, []);
  });
});
