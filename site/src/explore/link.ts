/** Links to the page of charts, for pages that show a channel; small, since every page has some. */

import type { Span } from '../charts/time-axis.ts';
import { href } from '../href.ts';

const MINUTE = 60_000;
const SECOND = 1_000;

/** The address of channels, one panel each, over a window (UTC ms), or the last so long: `6h`. */
export function channelsHref(channels: readonly string[], span: Span | string = '6h'): string {
  const text =
    typeof span === 'string'
      ? span
      : `${writeTime(Math.floor(span.from / SECOND) * SECOND)}..${writeTime(Math.ceil(span.to / SECOND) * SECOND)}`;
  return href(`charts/?channels=${readable(channels.join(';'))}&span=${readable(text)}`);
}

/** `2026-11-20T06:00Z`, with seconds and milliseconds only where there are any. */
export function writeTime(t: number): string {
  const iso = new Date(t).toISOString();
  if (t % MINUTE === 0) return `${iso.slice(0, 16)}Z`;
  return t % SECOND === 0 ? `${iso.slice(0, 19)}Z` : iso;
}

/** As `URLSearchParams` would, but what people read in an address stays readable. */
export function readable(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/%(2C|3A|2F|3B|3D)/g, (code) => decodeURIComponent(code))
    .replaceAll('%20', '+');
}
