/**
 * How a page is laid out, in a few lines that read well in a diff: which parts it has, what lies in what, below or beside
 * what, over which columns, on which surface. Words, numbers, heights and fonts have no part in it, so that it is the same
 * on every machine.
 */

import type { Page } from '@playwright/test';

/** One line a part; the columns of the width, 24 in all, are at its end: `main > section.sheet, below, on sheet, 1-23`. */
export type Layout = readonly string[];

/** What is looked at: landmarks, headings, panels, tiles, tables and plots, whose widths follow no text. */
const PARTS =
  'header.site-header, header.header, .site-bar, main, footer, aside, h1, h2, section, .sheet, .tiles, .tile, .table-frame, .plot, .lane, .track, form, .facts';

/** Returns the layout of what is in a page now. Parts of one kind that follow one another alike are one line. */
export async function layoutOf(page: Page): Promise<Layout> {
  return await page.evaluate((parts) => {
    const surfaces = ['paper', 'sheet', 'well'].map((name) => {
      const probe = document.createElement('i');
      probe.style.background = `var(--${name})`;
      document.body.append(probe);
      const { backgroundColor } = getComputedStyle(probe);
      probe.remove();
      return [backgroundColor, name] as const;
    });
    const surfaceOf = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element);
      return new Map(surfaces).get(backgroundColor) ?? 'nothing';
    };
    const kindOf = (element: Element): string => {
      const name = ['sheet', 'tile', 'tiles', 'table-frame', 'plot', 'lane', 'track', 'facts'].find(
        (one) => element.classList.contains(one),
      );
      const tag = element.localName;
      return name === undefined ? tag : tag === 'section' ? `section.${name}` : `.${name}`;
    };
    const column = (x: number): number => Math.round((24 * x) / innerWidth);
    const last = new Map<Element | null, DOMRect>();
    const lines: string[] = [];
    for (const element of document.querySelectorAll(parts)) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || !element.checkVisibility()) continue;
      const within = element.parentElement?.closest(parts) ?? null;
      const before = last.get(within);
      last.set(within, box);
      const isBeside =
        before !== undefined && box.top < before.bottom - 2 && box.left > before.left;
      const where = before === undefined ? 'first' : isBeside ? 'beside' : 'below';
      const isWord = /^h\d$/.test(element.localName);
      const right = isWord ? '' : `-${column(box.right)}`;
      const place = `${within === null ? '' : `${kindOf(within)} > `}${kindOf(element)}`;
      const size = isWord
        ? `, ${(Number.parseFloat(getComputedStyle(element).fontSize) / 16).toFixed(1)} high`
        : `, on ${surfaceOf(element)}`;
      const line = `${place}, ${where}${size}, ${column(box.left)}${right}`;
      if (lines.at(-1) !== line) lines.push(line);
    }
    return lines;
  }, PARTS);
}

/** Returns the lines in which two layouts differ by more than a column, each with a sign: `-` is missed, `+` is new. */
export function compareLayouts(accepted: Layout, found: Layout): readonly string[] {
  const isSame = (a: string, b: string): boolean => {
    const [restA, columnsA] = splitLine(a);
    const [restB, columnsB] = splitLine(b);
    return (
      restA === restB && columnsA.every((column, i) => Math.abs(column - (columnsB[i] ?? 99)) <= 1)
    );
  };
  const missed = accepted.filter((line) => !found.some((other) => isSame(line, other)));
  const added = found.filter((line) => !accepted.some((other) => isSame(line, other)));
  return [...missed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

function splitLine(line: string): readonly [rest: string, columns: readonly number[]] {
  const at = line.lastIndexOf(', ');
  return [
    line.slice(0, at),
    line
      .slice(at + 2)
      .split('-')
      .map(Number),
  ];
}
