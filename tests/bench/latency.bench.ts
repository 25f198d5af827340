/** From the commit of a reading to its point on the chart of an open run, in a real browser. */

import type { Page } from 'playwright';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from '../support/living/chromium.ts';
import { cavityReading, pastOf, SETTINGS, SLUG } from '../support/living/experiment.ts';
import { startLivingHub } from '../support/living/hub.ts';
import { figure, median, quantile, type Measure } from './figure.ts';

const READINGS = 24;
const LIMIT_MS = 2_000;
/** Between readings, ms: a new bucket of the chart each; uneven, so that the page's polls are met at every phase. */
const PAUSES_MS = [2_300, 2_610, 2_170, 2_930];
/** A second between readings, and files that ended before: only readings move the chart's newest point. */
const PAST = { minutes: 2, cadenceMs: 1_000, filesEndedMs: 40_000 };
const GIVE_UP_MS = 20_000;

/** Resolves with the page's clock once its newest point is at `t` or later, in the frame that shows it. */
function pointDrawn(page: Page, after: number): Promise<{ at: number; last: number }> {
  return page.evaluate(
    async ({ than, giveUpMs }) => {
      const chart = document.querySelector<HTMLElement>('flash-timeline');
      const last = (): number => Number(chart?.dataset['last'] ?? 0);
      const end = performance.now() + giveUpMs;
      while (last() <= than) {
        if (performance.now() > end) throw new Error(`no point came after ${than}`);
        await new Promise(requestAnimationFrame);
      }
      return { at: performance.timeOrigin + performance.now(), last: last() };
    },
    { than: after, giveUpMs: GIVE_UP_MS },
  );
}

/** Commits reading after reading and waits for each on the chart. */
const pointOnChart: Measure = async () => {
  await using hub = await startLivingHub(SETTINGS);
  await hub.deliver(pastOf({ now: Date.now(), ...PAST }));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${hub.url}/runs/${SLUG}/1/`);
    await page.locator('.plot.drawn').first().waitFor();
    let { last } = await pointDrawn(page, 0);
    const delays: number[] = [];
    for (let i = 0; i < READINGS; i += 1) {
      await sleep(PAUSES_MS[i % PAUSES_MS.length] ?? 0);
      const drawn = pointDrawn(page, last);
      await hub.deliver([cavityReading(Date.now(), 0.03 + 0.0001 * (i % 5))]);
      const committed = performance.timeOrigin + performance.now();
      const seen = await drawn;
      delays.push(seen.at - committed);
      last = seen.last;
    }
    const input = `${READINGS} readings, from the recorder's acknowledgement to the frame that draws the point`;
    return [
      figure({
        name: 'latency.median',
        value: median(delays),
        unit: 'ms',
        against: input,
        atMost: LIMIT_MS,
      }),
      figure({
        name: 'latency.p95',
        value: quantile(delays, 0.95),
        unit: 'ms',
        against: input,
        atMost: LIMIT_MS,
      }),
    ];
  } finally {
    await browser.close();
  }
};

const measures: readonly Measure[] = [pointOnChart];
export default measures;
