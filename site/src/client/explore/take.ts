/** Takes what is shown out of the page: a link with absolute times, CSV, SVG or PNG. */

import type { Span } from '../../charts/time-axis.ts';
import { chartsCsv } from '../../explore/export-csv.ts';
import { chartsSvg, type Look } from '../../explore/export-svg.ts';
import { chartsHref, type ChartsQuery } from '../../explore/query.ts';
import type { ChartView } from '../../explore/view.ts';
import { saveFile } from '../save-file.ts';

export interface Taken {
  readonly query: ChartsQuery;
  readonly view: ChartView;
  readonly window: Span;
  /** Of the snapshot. */
  readonly id: string;
}

const SAID_MS = 2_000;
/** Dots of the picture for each of the page. */
const PNG_SCALE = 2;

/** Does what a button is for, and says on it that it is done. */
export async function take(button: HTMLButtonElement, shown: Taken): Promise<void> {
  const { view, window, query, id } = shown;
  const link = new URL(chartsHref(query, window.to), location.href).href;
  const how = button.dataset['xTake'];
  if (how === 'link') return copyLink(button, link);
  if (how === 'csv')
    return save(window, 'csv', new Blob([chartsCsv(view, window)], { type: 'text/csv' }));
  const picture = chartsSvg({ view, window, look: lookOf(), source: `${link} snapshot ${id}` });
  const svg = new Blob([picture.text], { type: 'image/svg+xml' });
  save(window, how === 'png' ? 'png' : 'svg', how === 'png' ? await toPng(svg, picture) : svg);
}

async function copyLink(button: HTMLButtonElement, link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    const before = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = before), SAID_MS);
  } catch {
    // Without permission, or on plain http, there is no clipboard: the link is shown where it can be copied by hand.
    prompt('Copy this link', link);
  }
}

/** The colours of the theme in force. */
function lookOf(): Look {
  const styles = getComputedStyle(document.documentElement);
  const of = (name: string): string => styles.getPropertyValue(name).trim();
  const colours = Object.fromEntries(
    ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((name) => [name, of(`--${name}`)]),
  );
  const [paper, ink, quiet, line] = [of('--sheet'), of('--ink'), of('--ink-2'), of('--line')];
  return { paper, ink, quiet, line, colours };
}

async function toPng(
  svg: Blob,
  size: { readonly width: number; readonly height: number },
): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = size.width * PNG_SCALE;
    canvas.height = size.height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('the picture is too large'));
        else resolve(blob);
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function save({ from, to }: Span, ending: string, data: Blob): void {
  const time = (t: number): string =>
    new Date(t).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  saveFile(`charts-${time(from)}Z-${time(to)}Z.${ending}`, data);
}
