/** The page of statistics over a catalogue: every number behind its charts is what SQL says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGES } from '#site/src/overview/load.ts';
import { parseCsv } from '../support/csv.ts';
import { promised } from '../support/promises.ts';
import { startPublished, type Published } from '../support/published.ts';
import { BEGIN, fillWeek, NOW, sqlOf, type Question } from '../support/statistics-by-sql.ts';

const HOUR = 3_600_000;

/** What a chart shows, its question to SQL, and what turns an answer into the unit of the chart. */
const CHARTS: readonly (readonly [id: string, question: Question, factor: number])[] = [
  ['live-time', 'live', 1 / HOUR],
  ['data-volume', 'bytes', 1e-9],
  ['frequency-covered', 'covered', 1e-3],
  ['quality', 'quality', 1 / HOUR],
  ['alarms', 'alarms', 1],
  ['run-lengths', 'lengths', 1],
];

test(promised('7.2'), async () => {
  await using published = await startPublished();
  await fillWeek(published);
  published.now = NOW;
  await (await published.publisher()).publish();
  const parts = await drawn(published);
  for (const [id, question, factor] of CHARTS) {
    const wanted = (await sqlOf(published, question)).map((row) =>
      row.map((value) => Number(value) * factor),
    );
    assert.ok(
      wanted.flat().some((value) => value > 0),
      `${id}: nothing in SQL`,
    );
    assert.deepEqual(inDigits(csvOf(parts['charts'] ?? '', id)), inDigits(wanted), `CSV of ${id}`);
    // The histogram's table has its shortest first, the others their newest.
    const table = tableOf(parts['charts'] ?? '', id);
    const inOrder = id === 'run-lengths' ? table : table.toReversed();
    assert.equal(inOrder.length, wanted.length, `rows of ${id}`);
    for (const [i, row] of inOrder.entries())
      for (const [k, shown] of row.entries())
        assert.ok(
          Math.abs(shown - (wanted[i]?.[k] ?? NaN)) <= (wanted[i]?.[k] ?? 0) * 0.005,
          `${id}, row ${i}: ${row.join(' ')} is shown, SQL has ${wanted[i]?.join(' ')}`,
        );
  }
  assert.deepEqual(
    daysOf(parts['foot'] ?? ''),
    (await sqlOf(published, 'days')).map((row) => row.map(Number)),
  );
});

async function drawn(published: Published): Promise<Readonly<Record<string, string>>> {
  const span = { from: new Date(BEGIN), to: new Date(NOW) };
  const search = new URLSearchParams({
    from: span.from.toISOString().slice(0, 10),
    to: span.to.toISOString().slice(0, 10),
  });
  const draw = await PAGES.statistics(await published.snapshot(), search, { at: NOW, files: 1 });
  return draw({ at: NOW, silentSince: null });
}

/** Numbers as far as sums of different order agree. */
const inDigits = (rows: readonly (readonly number[])[]): readonly string[] =>
  rows.map((row) => row.map((value) => value.toPrecision(9)).join(' '));

function figureOf(html: string, id: string): string {
  const begin = html.indexOf(`id="${id}"`);
  assert.ok(begin >= 0, `no figure ${id}`);
  return html.slice(begin, html.indexOf('</figure>', begin));
}

function csvAt(html: string): readonly (readonly number[])[] {
  const href = /href="data:text\/csv;charset=utf-8,([^"]+)"/.exec(html)?.[1];
  assert.ok(href, 'no CSV');
  const [, ...rows] = parseCsv(decodeURIComponent(href));
  return rows.map(([, ...values]) => values.map(Number));
}

const csvOf = (html: string, id: string): readonly (readonly number[])[] =>
  csvAt(figureOf(html, id));

const daysOf = csvAt;

function tableOf(html: string, id: string): readonly (readonly number[])[] {
  const body = /<tbody>(.*)<\/tbody>/s.exec(figureOf(html, id))?.[1] ?? '';
  return Array.from(body.matchAll(/<tr>(.*?)<\/tr>/gs), ([, row = '']) =>
    Array.from(row.matchAll(/<td class="n">\s*(.*?)\s*<\/td>/gs), ([, cell = '']) =>
      Number(cell.replaceAll(/\s/g, '')),
    ),
  );
}
