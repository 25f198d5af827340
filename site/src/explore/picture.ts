/** Charts as a picture with an address of its own: for readers without script, and wherever a picture may be linked. */

import { isoTime } from '../text/times.ts';
import { groupOf, parseTokens } from '../docs/design-tokens.ts';
import { chartsSvg, type Look } from './export-svg.ts';
import { chartsPage } from './page-load.ts';

type Source = Parameters<typeof chartsPage>[0] & {
  readonly manifest: { readonly generated_at: number };
};

/**
 * Returns the picture as SVG; what is not in the snapshot, and how old that is, stands below. `tokens`: the sheet of
 * `styles/tokens.css`. @throws {FlashError} where the snapshot cannot be read
 */
export async function chartsPicture(
  source: Source,
  parameters: URLSearchParams,
  tokens: string,
): Promise<string> {
  const at = source.manifest.generated_at;
  const { view, window, query } = await chartsPage(source, parameters, at);
  const isChannel = (one: string): boolean => one.startsWith('channels=');
  const missing = query.unknown.filter(isChannel).map((one) => one.slice('channels='.length));
  const odd = query.unknown.filter((one) => !isChannel(one));
  const asOf = [
    ...(missing.length === 0 ? [] : [`Not in the snapshot: ${missing.join(', ')}.`]),
    ...(odd.length === 0 ? [] : [`Not understood: ${odd.join(', ')}.`]),
    `As of ${isoTime(at) ?? ''}.`,
  ].join(' ');
  return chartsSvg({ view, window, look: lookOf(tokens), source: asOf }).text;
}

/** Ink on paper, as by day: a picture does not know the theme of the page that it stands in. */
function lookOf(css: string): Look {
  const groups = parseTokens(css);
  const colours = [groupOf(groups, 'surfaces'), groupOf(groups, 'series')]
    .flatMap(({ tokens }) => tokens)
    .map(({ name, light }) => [name.replace('--', ''), light] as const);
  const of = new Map(colours);
  const [paper = '', ink = '', quiet = '', line = ''] = ['sheet', 'ink', 'ink-2', 'line'].map(
    (name) => of.get(name),
  );
  return { paper, ink, quiet, line, colours: Object.fromEntries(of) };
}
