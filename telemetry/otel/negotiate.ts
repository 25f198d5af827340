/** What form of metrics a scraper asks for. */

import type { ExpositionFormat } from './escape.ts';

/** Returns the form that `Accept` prefers; without a wish, plain text. Of equal wishes OpenMetrics is first. */
export function negotiateFormat(accept: string | null): ExpositionFormat {
  let openmetrics = 0;
  let text = 0;
  for (const part of (accept ?? '').split(',')) {
    const [media = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const named = new Map(parameters.map((piece) => splitOnce(piece)));
    const q = Number(named.get('q') ?? '1');
    if (!(q > 0)) continue;
    const version = named.get('version');
    if (media === 'application/openmetrics-text' && (version === undefined || version === '1.0.0'))
      openmetrics = Math.max(openmetrics, q);
    if (media === 'text/plain' && (version === undefined || version === '0.0.4'))
      text = Math.max(text, q);
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text';
}

/** Whether `Accept-Encoding` allows gzip. */
export function acceptsGzip(acceptEncoding: string | null): boolean {
  return (acceptEncoding ?? '').split(',').some((part) => {
    const [coding, q] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return coding === 'gzip' && !/^q=0(\.0*)?$/.test(q ?? '');
  });
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
