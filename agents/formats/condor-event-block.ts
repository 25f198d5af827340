/** One event of a log, text or JSON, from the lines that it takes. */

import type { EventBlock } from './condor-event-blocks.ts';
import { parseJsonEvent } from './condor-event-json.ts';
import type { EventOptions, EventResult } from './condor-event-text.ts';
import { parseTextEvent } from './condor-event-text.ts';

/** Parses a block by its kind; what is no event is said with its reason. Never throws. */
export function parseEventBlock({ kind, lines }: EventBlock, options: EventOptions): EventResult {
  const texts = lines.map(({ text }) => text);
  return kind === 'json'
    ? parseJsonEvent(texts.join('\n'), options)
    : parseTextEvent(texts, options);
}
