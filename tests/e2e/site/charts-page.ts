/** What tests of charts do with the page: open it, read its axes and its canvases, take out what is shown, publish while it stands there. */

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { SeriesLevel } from '#site/snapshot/schema/series.ts';
import { bucketsAt, type FixtureBucket } from '../../support/site-fixture/series.ts';
import { expect, type Sites } from './fixture.ts';

export const CAVITY = 'qfridge/ch5-t';
export const MIXING = 'qfridge/ch6-t';
export const FIELD = 'magnet/field';
export const STILL = 'qfridge/p2';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Ends {
  readonly from: number;
  readonly to: number;
}

/** A span of the past that ends on a whole minute, so that the same stands there whenever one looks. */
export function pastSpan(ms: number, back = 6 * HOUR): Ends {
  const to = Math.floor((Date.now() - back) / MINUTE) * MINUTE;
  return { from: to - ms, to };
}

/** As the address says it. */
export function spanText({ from, to }: Ends): string {
  const iso = (t: number): string => `${new Date(t).toISOString().slice(0, 16)}Z`;
  return `${iso(from)}..${iso(to)}`;
}

export const cursor = (page: Page): Locator => page.getByRole('slider');
export const value = (page: Page, channel: string): Locator =>
  page.locator(`output[data-value="${channel}"]`);
export const spanOf = (page: Page): string => new URL(page.url()).searchParams.get('span') ?? '';

/** Opens the page, and waits until it is drawn and knows the snapshot. */
export async function openCharts(page: Page, base: string, search: string): Promise<void> {
  await page.goto(`${base}/charts/${search}`);
  await expect(page.locator('.plot.drawn').first()).toBeVisible();
  await expect(page.locator('flash-freshness .state')).toBeVisible();
}

/** Both ends of the span in the address, UTC ms. */
export function endsOf(page: Page): Ends {
  const [from = '', to = ''] = spanOf(page).split('..');
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** Both ends of what is drawn, UTC ms, as the cursor has them. */
export async function drawnEnds(page: Page): Promise<Ends> {
  const read = async (name: string): Promise<number> =>
    Number(await cursor(page).getAttribute(name));
  return { from: await read('aria-valuemin'), to: await read('aria-valuemax') };
}

/** Waits until the span of the address is this one, to the second that a long span is rounded to. */
export async function expectEnds(page: Page, wanted: Ends, within = 1_000): Promise<void> {
  const off = (): number => {
    const { from, to } = endsOf(page);
    return Math.max(Math.abs(from - wanted.from), Math.abs(to - wanted.to));
  };
  await expect.poll(off).toBeLessThanOrEqual(within);
}

/** When the snapshot in force was made, UTC ms. */
export async function publishedAt(page: Page, base: string): Promise<number> {
  const response = await page.request.get(`${base}/data/snapshot.json`);
  const { generated_at: at } = (await response.json()) as { readonly generated_at: number };
  return at;
}

/** Publishes the full fixture anew, and waits until the page has read it and asked again. Returns its time. */
export async function publishSeen(page: Page, sites: Sites): Promise<number> {
  const at = Date.now();
  const manifests = (isNew: boolean) =>
    page.waitForResponse(async (response) => {
      if (!response.url().includes('/data/snapshot.json')) return false;
      return !isNew || (response.ok() && (await response.text()).includes(`-${at}"`));
    });
  const first = manifests(true);
  await sites.publish('full', at);
  await first;
  await manifests(false);
  return at;
}

/** The fixture's buckets whose middles lie in a span. */
export function bucketsIn(
  channel: string,
  level: SeriesLevel,
  at: number,
  { from, to }: Ends,
): readonly FixtureBucket[] {
  const middle = ({ t }: FixtureBucket): number => t + level / 2;
  return bucketsAt(channel, level, at).filter((one) => middle(one) >= from && middle(one) <= to);
}

/** Presses a button that takes something out, and returns the bytes. */
export async function takeOut(page: Page, name: 'CSV' | 'PNG' | 'SVG'): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return await readFile(await (await download).path());
}

/** Rows of the CSV of what is shown, without quoted fields. */
export async function takeCsv(page: Page): Promise<readonly (readonly string[])[]> {
  const text = (await takeOut(page, 'CSV')).toString();
  return text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
}

export interface AxisTick {
  readonly value: number;
  /** Share of the height from the bottom. */
  readonly share: number;
}

/** The ticks of an axis of the n-th panel. */
export const axisOf = (page: Page, panel: number, side: 'left' | 'right' = 'left'): Locator =>
  page.locator('.xpanel').nth(panel).locator(`[data-part="${side}"] span`);

/** Reads ticks. */
export async function ticksOf(axis: Locator): Promise<readonly AxisTick[]> {
  return await axis.evaluateAll((ticks) =>
    ticks.map((tick) => ({
      value: Number(tick.textContent),
      share: Number.parseFloat((tick as HTMLElement).style.insetBlockEnd) / 100,
    })),
  );
}

/** Where a value in the axis's unit lies between its lowest and its highest tick, and beyond them: a share of the height. */
export function shareOf(ticks: readonly AxisTick[], at: number, isLog = false): number {
  const scaled = (one: number): number => (isLog ? Math.log(one) : one);
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const part = (scaled(at) - scaled(low.value)) / (scaled(high.value) - scaled(low.value));
  return low.share + part * (high.share - low.share);
}

/** From where to where something stands, shares of the height from the bottom. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** What the n-th panel is drawn on. */
export const canvasOf = (page: Page, panel: number): Locator =>
  page.locator('.plot canvas').nth(panel);

/**
 * Where the line of a colour (`c1` …) stands on a canvas, in three columns of pixels around a share of the width. Null: there
 * is no line; a band is too pale to be one.
 */
export async function lineAt(
  canvas: Locator,
  colour: string,
  across: number,
): Promise<Extent | null> {
  return await canvas.evaluate(
    (canvas, { name, across }) => {
      const context = (canvas as HTMLCanvasElement).getContext('2d')!;
      const probe = new OffscreenCanvas(1, 1).getContext('2d')!;
      probe.fillStyle = getComputedStyle(canvas).getPropertyValue(`--${name}`).trim();
      probe.fillRect(0, 0, 1, 1);
      const wanted = probe.getImageData(0, 0, 1, 1).data;
      const { width, height } = context.canvas;
      const left = Math.min(width - 3, Math.max(0, Math.round(across * width - 1.5)));
      const { data } = context.getImageData(left, 0, 3, height);
      const isLine = (pixel: number): boolean =>
        (data[4 * pixel + 3] ?? 0) >= 90 &&
        [0, 1, 2].every((i) => Math.abs((data[4 * pixel + i] ?? 0) - (wanted[i] ?? 0)) < 40);
      const pixels = Array.from({ length: 3 * height }, (_, pixel) => pixel).filter(isLine);
      const rows = pixels.map((pixel) => 1 - (Math.floor(pixel / 3) + 0.5) / height);
      return rows.length === 0 ? null : { low: rows.at(-1)!, high: rows[0]! };
    },
    { name: colour, across },
  );
}
