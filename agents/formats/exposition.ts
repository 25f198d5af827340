/** Reads a text of metrics in whichever of the two formats it is; pure. */

import type { Refused } from './exposition-line.ts';
import { parseOpenMetrics } from './openmetrics.ts';
import type { ParsedExposition } from './openmetrics.ts';
import { parsePrometheusText } from './prometheus-text.ts';

/** A text whose last line is `# EOF` says of itself that it is OpenMetrics, and whole. */
export function isOpenMetrics(text: string): boolean {
  return /(?:^|\n)# EOF\n?$/.test(text.slice(-8));
}

/** Returns the families, or the line and why the text is refused; a timestamp is refused too: a scrape has its own time. */
export function parseExposition(text: string): ParsedExposition | Refused {
  const parsed = isOpenMetrics(text) ? parseOpenMetrics(text) : parsePrometheusText(text);
  if (!parsed.ok || parsed.timestampLine === null) return parsed;
  const reason = 'it has a timestamp: the value would not be of the time of the scrape';
  return { ok: false, line: parsed.timestampLine, reason };
}
