/** What a run's page says, section by section, against the run as it was written. */

import { readFile } from 'node:fs/promises';
import { parseCsv } from '../../support/csv.ts';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';
import { cellsOf, clockText, dayText, openRun, plainText } from './run-page.ts';

test(promised('3.1'), async ({ page, sites }) => {
  const { run } = await openRun(page, await sites.open('full'));
  const [start, end] = [run.start ?? 0, run.end ?? 0];
  const at = (t: number): string => `${dayText(t)} ${new Date(t).toISOString().slice(11, 19)} UTC`;
  expect(plainText(await page.locator('h1').textContent())).toBe(
    'Run 140, physics, 8.833 436 GHz to 8.834 213 GHz',
  );
  const lede = plainText(await page.locator('.lede').textContent());
  expect(lede).toMatch(/, 8 h\. 13 090 files, 4\.45 GB\. B 8\.00 T, QL 23 800, β 1\.11 or 0\.90/);
  const facts = await page
    .locator('#summary dl > div')
    .evaluateAll((all) => all.map((fact) => [...fact.children].map((part) => part.textContent)));
  expect(Object.fromEntries(facts.map((fact) => fact.map(plainText)))).toEqual({
    Started: at(start),
    Ended: at(end),
    Length: '8 h',
    // Four steps, each a quarter of the run but 130 s.
    'Live time': '7 h 51 min, 98.2 %',
    'Started by': 'B. Esempio',
    Files: '13 090',
    Data: '4.45 GB',
    'Mean rate': '0.155 MB/s',
    'f₀': '8.833 436 GHz to 8.834 213 GHz',
    QL: '23 000 to 23 800',
    β: '1.11 or 0.90, regime unknown',
    Tuner: '20.2° to 22.3°',
    Field: '8.00 T',
  });
});

test(promised('3.2'), async ({ page, sites }) => {
  const { run } = await openRun(page, await sites.open('full'));
  const day = run.start ?? 0;
  const measured = [
    ['20.2°', '8.833 436 GHz', '23 000', '1.05 or 0.95'],
    ['20.9°', '8.833 695 GHz', '23 300', '1.07 or 0.93'],
    ['21.6°', 'not measured', 'not measured', 'not measured'],
    ['22.3°', '8.834 213 GHz', '23 800', '1.11 or 0.90'],
  ];
  expect(await cellsOf(page, '#steps')).toEqual(
    run.steps.map(({ start }, i) => [
      String(i + 1),
      clockText(start, day, 5),
      '1 h 58 min',
      ...(measured[i] ?? []),
      '8.00 T',
      run.sweeps[i]?.name,
    ]),
  );
  await page.locator('#step-2').getByRole('link', { name: 'S11_20p9deg.txt' }).click();
  const figure = page.locator('.sweep');
  await expect(figure.locator('b')).toHaveText('S11_20p9deg.txt');
  const caption = plainText(await figure.locator('figcaption').textContent());
  expect(caption).toContain('S11, 801 points over 5.00 MHz; fit by magnitude, residual 0.04 dB.');
  expect(caption).toContain('f₀ 8 833.6950 ± 0.0004 MHz, QL 23 270 ± 90, dip 27.0 dB.');
  expect(caption).toContain('β 1.070 ± 0.012 if over-coupled, 0.935 ± 0.011 if under-coupled');
  // Every point of the trace is drawn, and the fit is lowest where f0 is, in the middle of this window.
  const drawn = async (look: string) =>
    (await figure.locator(`path.${look}`).getAttribute('d')) ?? '';
  expect((await drawn('dots')).match(/M/g)).toHaveLength(401);
  const fit = [...(await drawn('line')).matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(fit).toHaveLength(401);
  expect(fit.toSorted((a, b) => (b[1] ?? 0) - (a[1] ?? 0))[0]?.[0]).toBe(500);
  const third = plainText(await page.locator('#sweeps tbody tr').nth(2).textContent());
  expect(third).toContain('refused: the window holds 1.8 linewidths, 3 are needed');
});

test(promised('3.3'), async ({ page, sites }) => {
  await openRun(page, await sites.open('full'));
  expect(await cellsOf(page, '#conditions')).toEqual([
    [
      'Cavity',
      '30.5 mK',
      '29.9 mK',
      '38.4 mK',
      '30.3 mK',
      '400',
      'was above 38.0 mK: noise of the first amplifier doubles',
    ],
    [
      'Mixing chamber',
      '1.50 K',
      '1.00 K',
      '2.00 K',
      '1.60 K',
      '400',
      'was above 20.0 mK: the cavity follows within a quarter of an hour',
    ],
    ['Field', '1.50 T', '1.00 T', '2.00 T', '1.60 T', '400', 'none set'],
    ['Lead current', '1.5 A', '1.0 A', '2.0 A', '1.6 A', '400', 'none set'],
    ['Still line', '0.0150 mbar', '0.0100 mbar', '0.0200 mbar', '0.0160 mbar', '400', 'none set'],
  ]);
});

test(promised('3.4'), async ({ page, sites }) => {
  const { run } = await openRun(page, await sites.open('full'), 138);
  await expect(page.locator('.lede')).toContainText('Quality doubtful.');
  await expect(page.locator('#quality > p')).toHaveText(
    /the run is doubtful\s*; one reason recorded\./,
  );
  const [flag] = run.flags;
  const [from, to] = [flag?.from ?? 0, flag?.to ?? 0];
  expect(await cellsOf(page, '#quality')).toEqual([
    [
      'doubtful',
      clockText(from, run.start ?? 0),
      clockText(to, run.start ?? 0),
      '29 min',
      'excursion of the mixing chamber <b>to 19 mK</b>',
      'A. Sample',
      dayText(flag?.at ?? 0),
    ],
  ]);
});

test(promised('3.5'), async ({ page, sites }) => {
  const url = await sites.open('full');
  const { run } = await openRun(page, url);
  const lane = (name: string) =>
    page.locator('.lane').filter({ has: page.locator('.tlabel').getByText(name, { exact: true }) });
  const spans = (name: string) =>
    lane(name)
      .locator('.track i')
      .evaluateAll((all) => all.map((span) => span.getAttribute('title') ?? ''));
  const clock = (t: number): string => new Date(t).toISOString().slice(11, 19);
  expect((await spans('Files')).map(plainText)).toEqual(
    run.fileSpans.map(({ from, to }) => `files ${clock(from)} to ${clock(to)}`),
  );
  expect(await spans('Quality')).toEqual([
    'doubtful: excursion of the mixing chamber <b>to 19 mK</b>',
  ]);
  expect(await spans('Log')).toEqual(
    run.log.map(({ at, title }) => `${clock(at).slice(0, 5)} ${title}`),
  );
  expect(await spans('Jobs')).toEqual(run.jobs.map(({ id, state }) => `job ${id}: ${state}`));
  expect(await spans('Alarms')).toEqual(['Sensor over range: qfridge/ch3-t']);
  // As often as the greatest of a channel's buckets goes from within its limit to beyond it.
  const beyond = (channel: string, limit: number): number => {
    const max = run.series.find((one) => one.channel === channel)?.max ?? [];
    const isOut = (i: number): boolean => (max[i] ?? 0) > limit;
    return max.filter((_, i) => isOut(i) && !isOut(i - 1)).length;
  };
  const out = (await spans('Out of limits')).map(plainText);
  expect(out.filter((title) => title === 'Cavity above 38.0 mK')).toHaveLength(
    beyond('qfridge/ch5-t', 0.038),
  );
  expect(out.filter((title) => title === 'Mixing chamber above 20.0 mK')).toHaveLength(
    beyond('qfridge/ch6-t', 0.02),
  );
  expect(out.length).toBeGreaterThan(0);
});

test(promised('3.8'), async ({ page, sites }) => {
  const url = await sites.open('full');
  const { run } = await openRun(page, url);
  const day = run.start ?? 0;
  await expect(page.locator('#jobs > p')).toHaveText('11 completed, 1 failed');
  const newestFirst = run.jobs.toReversed();
  const failedFirst = [
    ...newestFirst.filter(({ state }) => state === 'failed'),
    ...newestFirst.filter(({ state }) => state !== 'failed'),
  ];
  expect(await cellsOf(page, '#jobs')).toEqual(
    failedFirst.map(({ id, state, submitted, started, ended, reason }) => [
      id,
      'htcondor',
      state,
      clockText(submitted, day),
      clockText(started ?? 0, day),
      clockText(ended ?? 0, day),
      '7 min',
      reason ?? '',
    ]),
  );
  const entries = page.locator('#log li');
  await expect(entries).toHaveText([
    /Run 140 started: physics\s*recorder/,
    /Helium is low\s*cryo\s*Ada Neri/,
  ]);
  const times = await entries
    .locator('time')
    .evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
  expect(times).toEqual(run.log.map(({ at }) => new Date(at).toISOString()));
  await entries.getByRole('link', { name: 'Helium is low' }).click();
  await expect(page.locator('h1')).toContainText('Helium is low');
});

test(promised('3.9'), async ({ page, sites }) => {
  const url = await sites.open('full');
  await openRun(page, url);
  const links = page.getByRole('navigation', { name: 'Other runs' }).getByRole('link');
  const names = await links.evaluateAll((all) =>
    all.map((link) => link.getAttribute('aria-label')),
  );
  expect(names).toEqual([
    'Previous run, 139',
    'Next run, 141',
    'Previous physics run, 138',
    'Next physics run, 142',
  ]);
  await links.nth(1).click();
  await expect(page.locator('h1')).toContainText('Run 141, calibration');
  await page.goBack();
  await links.nth(3).click();
  await expect(page.locator('h1')).toContainText('Run 142, physics');
  await expect(page.getByRole('link', { name: /^Next/ })).toHaveCount(0);
});

test(promised('3.10'), async ({ page, sites }) => {
  const { run } = await openRun(page, await sites.open('full'));
  const taken = async (name: string): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('#take').getByText(name).click(),
    ]);
    return await readFile(await download.path(), 'utf8');
  };
  const { files, series, throughput } = run;
  const rest = Object.entries(run).filter(
    ([name]) => !['files', 'fileParts', 'series', 'throughput'].includes(name),
  );
  expect(JSON.parse(await taken('Record as JSON'))).toEqual(Object.fromEntries(rest));

  const [head, ...rows] = parseCsv(await taken('Files as CSV'));
  expect(head?.slice(0, 4)).toEqual(['name', 'path', 'taken', 'bytes']);
  expect(rows.map(([name]) => name)).toEqual(files.name);
  const [first, , , fourth] = rows;
  expect(first).toEqual([
    files.name[0],
    `${run.path}/${files.name[0]}`,
    new Date(run.start ?? 0).toISOString(),
    '340000',
    '22.3',
    '8834213400',
    '0.0302',
    '0.0118',
    '00000000',
    'v0',
    'lnf-daq: removed; cloud: present',
  ]);
  expect(fourth?.[3]).toBe('');

  const [names, ...readings] = parseCsv(await taken('Readings as CSV'));
  expect(names).toEqual(['channel', 'unit', 'start', 'length_s', 'min', 'mean', 'max', 'quality']);
  const all = throughput === null ? series : [...series, throughput];
  expect(readings).toHaveLength(all.reduce((sum, one) => sum + one.min.length, 0));
  const over = all.find(({ channel }) => channel === 'qfridge/ch6-t');
  const lines = readings.filter(([channel]) => channel === 'qfridge/ch6-t');
  expect(lines.map(([, , , , , mean]) => mean)).toEqual(
    over?.mean.map((value) => String(value ?? '')),
  );
  expect(new Set(lines.map(([, unit]) => unit))).toEqual(new Set(['K']));
  const gaps = lines.filter(([, , , , , mean]) => mean === '');
  expect(gaps.length).toBeGreaterThan(0);
  expect(new Set(gaps.map((line) => line[7]))).toEqual(new Set(['over']));

  const asset = await taken('This run as JSON');
  expect(JSON.parse(asset)).toMatchObject({ number: 140, revision: 3, fileCount: run.fileCount });
});

test(promised('3.11'), async ({ page, context, sites }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const url = await sites.open('full');
  const { snapshot } = await openRun(page, url);
  const address = `${url}/runs/run_2026.11-quax/140/`;
  const text = page.locator('[data-cite-text]');
  await expect(text).toHaveText(/snapshot/);
  const [, cited = ''] = /snapshot (fixture-full-\d+)/.exec((await text.textContent()) ?? '') ?? [];
  // The page may have been made of one snapshot and opened on the next.
  expect(Number(cited.split('-').at(-1))).toBeGreaterThanOrEqual(
    Number(snapshot.split('-').at(-1)),
  );
  const citation = `Run 140 of Run_2026.11-QUAX, revision 3, snapshot ${cited}, ${address}`;
  await expect(text).toHaveText(citation);
  await page.getByRole('button', { name: 'Copy citation' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(citation);
  await page.goto(`${address}?from=1&to=2`);
  await page.getByRole('link', { name: 'Permanent link' }).click();
  await expect(page).toHaveURL(address);
});
