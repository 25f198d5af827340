/** Twelve panels of a week, 2 000 points each, in Chromium: drawn and panned against bare uPlot with the same points in the same run. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright';
import { launchChromium } from '../support/living/chromium.ts';
import { compareInterleaved, figure, median, type Measure } from './figure.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const STYLES = ['tokens', 'base', 'canvas', 'charts', 'panel-marks', 'panels'] as const;
const ROUNDS = 3;
/** Twelve plots of this height are in sight at once, ours and bare ones with their axes: what is out of sight is not drawn. */
const VIEWPORT = { width: 1440, height: 2400 };
const IN_SIGHT = '.xcharts { --height: 104px !important; }';

type Name = 'drawOurs' | 'drawBare' | 'panOurs' | 'panBare';

interface BenchWindow {
  readonly bench: Readonly<Record<Name, () => Promise<number>>> & {
    warm(): Promise<void>;
    points(): Promise<readonly number[]>;
  };
}

const run = async (page: Page, name: Name): Promise<number> =>
  await page.evaluate(async (one) => await (window as unknown as BenchWindow).bench[one](), name);

async function pageText(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'panels-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome120',
    minify: true,
    define: { 'import.meta.env': '{"BASE_URL":"/"}' },
  });
  const css = STYLES.map((name) =>
    readFileSync(resolve(ROOT, `site/src/styles/${name}.css`), 'utf8'),
  );
  css.push(IN_SIGHT);
  css.push(readFileSync(resolve(ROOT, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8'));
  const script = outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  return `<!doctype html><style>${css.join('\n')}</style><body></body><script>${script}</script>`;
}

const panels: Measure = async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.setContent(await pageText());
    await page.evaluate(async () => await (window as unknown as BenchWindow).bench.warm());
    const [least = 0, most = 0] = await page.evaluate(
      async () => await (window as unknown as BenchWindow).bench.points(),
    );
    const drawn = await compareInterleaved({
      ours: () => run(page, 'drawOurs'),
      theirs: () => run(page, 'drawBare'),
    });
    const slow: { readonly ours: number; readonly bare: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      slow.push({ ours: await run(page, 'panOurs'), bare: await run(page, 'panBare') });
    const input = `12 panels of ${least === most ? least : `${least} to ${most}`} points, lowest, highest and mean`;
    const bare = median(slow.map((one) => one.bare));
    return [
      figure({
        name: 'panels.draw_ms',
        value: drawn.ours,
        unit: 'ms',
        against: `bare uPlot; ${input}`,
        ratio: drawn.ratio,
        atMost: 1.5,
      }),
      figure({ name: 'panels.pan_slow_bare', value: bare * 100, unit: '% of frames' }),
      figure({
        name: 'panels.pan_slow',
        value: median(slow.map(({ ours }) => ours)) * 100,
        unit: '% of frames',
        atMost: (bare + 0.02) * 100,
      }),
    ];
  } finally {
    await browser.close();
  }
};

const measures: readonly Measure[] = [panels];
export default measures;
