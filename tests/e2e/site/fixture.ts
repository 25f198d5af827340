/** A compiled site over a fixture snapshot, served by the real gateway: one server a kind, for as long as a worker lives. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
import { clientDirectory } from '#site/adapter/load.ts';
import { buildSite } from '#site/build.ts';
import { completeSite } from '#site/build/complete.ts';
import { writeSiteFixture, type FixtureKind } from '../../support/site-fixture/index.ts';
import { serveSite } from '../../support/site-fixture/server.ts';

export interface Sites {
  /** Returns the address of the site over that snapshot, which is of now or some seconds ago. */
  open(kind: FixtureKind): Promise<string>;
  /** The same, whose pages come bit by bit. */
  openSlowly(kind: FixtureKind): Promise<string>;
  /** Publishes the fixture again as it stands at `at`. */
  publish(kind: FixtureKind, at: number): Promise<void>;
  /** For which time the snapshot at an address was made, UTC ms: what the fixture held then can be told from it. */
  publishedAt(url: string): Promise<number>;
}

/** A snapshot so young serves the next test as well: writing one costs as much as drawing a page. */
const YOUNG_MS = 10_000;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const outDir = process.env['FLASH_SITE_DIR'] ?? join(ROOT, '.cache', 'site');

export const test = base.extend<object, { sites: Sites }>({
  sites: [
    // Playwright reads the fixtures that a fixture needs from its first parameter's pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await buildSite({ outDir });
      await completeSite(clientDirectory(site));
      const home = await mkdtemp(join(tmpdir(), 'flash-site-'));
      const servers = new Map<string, ReturnType<typeof serveSite>>();
      const published = new Map<FixtureKind, number>();
      const publish = async (kind: FixtureKind, at: number): Promise<void> => {
        await writeSiteFixture(join(home, kind), kind, at);
        published.set(kind, at);
      };
      const isYoung = (kind: FixtureKind): boolean => {
        const age = Date.now() - (published.get(kind) ?? 0);
        return age >= 0 && age < YOUNG_MS;
      };
      const open = async (kind: FixtureKind, isSlow: boolean): Promise<string> => {
        if (!isYoung(kind)) await publish(kind, Date.now());
        const name = `${kind} ${isSlow}`;
        const server = servers.get(name) ?? serveSite(site, join(home, kind), { isSlow });
        servers.set(name, server);
        return (await server).url;
      };
      const publishedAt = async (url: string): Promise<number> => {
        const manifest = await (await fetch(`${url}/data/snapshot.json`)).json();
        return (manifest as { readonly generated_at: number }).generated_at;
      };
      await use({
        publish,
        publishedAt,
        open: (kind) => open(kind, false),
        openSlowly: (kind) => open(kind, true),
      });
      for (const server of servers.values()) await (await server).close();
      await rm(home, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect } from '@playwright/test';

/**
 * Counts what shifts in the pages that are opened next; ask it before anybody touches the page. Empty: a cumulative layout
 * shift of 0.000, as it is told everywhere: an age at the right edge of its cell, which grows by a letter, is less.
 */
export async function watchShifts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources = [] } = entry as PerformanceEntry & {
          readonly value: number;
          readonly sources?: readonly {
            readonly node: Node | null;
            readonly previousRect: DOMRectReadOnly;
            readonly currentRect: DOMRectReadOnly;
          }[];
        };
        const boxOf = ({ x, y, width, height }: DOMRectReadOnly): string =>
          [x, y, width, height].map(Math.round).join(' ');
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const text = node instanceof Element ? node.outerHTML : node?.textContent;
          return `${text?.slice(0, 120) ?? '?'} (${boxOf(previousRect)} → ${boxOf(currentRect)})`;
        });
        shifts.push(`${value.toFixed(6)}: ${moved.join(' | ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return async () => {
    const shifts = await page.evaluate(
      () => (globalThis as unknown as { readonly shifts: readonly string[] }).shifts,
    );
    const sum = shifts.reduce((total, text) => total + Number.parseFloat(text), 0);
    return sum < 0.0005 ? [] : shifts;
  };
}

/** Every template, with its address. */
export const PAGES = [
  { name: 'now', path: '/' },
  { name: 'runs', path: '/runs/' },
  { name: 'campaign', path: '/runs/run_2026.11-quax/' },
  { name: 'run', path: '/runs/run_2026.11-quax/140/' },
  { name: 'files', path: '/files/?name=_00042' },
  { name: 'docs', path: '/docs/procedures/start-of-shift/' },
  { name: 'api', path: '/api/' },
  { name: 'not-found', path: '/nothing/here/' },
  { name: 'log', path: '/log/' },
  { name: 'alarms', path: '/alarms/' },
  { name: 'charts', path: '/charts/' },
  { name: 'storage', path: '/storage/' },
  { name: 'jobs', path: '/jobs/' },
  { name: 'statistics', path: '/statistics/' },
  { name: 'shifts', path: '/shifts/' },
  { name: 'dashboards', path: '/dashboards/' },
  { name: 'dashboard', path: '/dashboards/agents/' },
  { name: 'alarm-page', path: '/docs/procedures/alarms/temperature-high/' },
] as const;

/** Whether everything is tried on every kind of page, as `npm run torture pages` does. */
export const IS_WHOLE = process.env['FLASH_EVERY_PAGE'] === '1';

/** The kinds of page on which the `turn`th of so many things is tried: all of them, or, in the short form, each kind for one of the things. */
export function pagesInTurn<T>(pages: readonly T[], turn: number, turns: number): readonly T[] {
  return IS_WHOLE ? pages : pages.filter((_, i) => i % turns === turn);
}
