/** Cuts a user log or event log of HTCondor into events: text ones end with a line `...`, JSON ones are whole objects. */

/** A line of a job log with its number. */
export interface LogLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Byte at which it begins. */
  readonly offset: number;
}

/** The lines of one event, without the line of dots that ends it. */
export interface EventBlock {
  readonly kind: 'text' | 'json';
  readonly lines: readonly LogLine[];
}

/** More than this is no event: an ad of 100 000 characters is the largest that was seen. */
const MOST_LINES = 5_000;
const MOST_CHARACTERS = 1 << 20;

/** The first line of a text event: `005 (1234.000.000) 2026-11-23 10:00:00 Job terminated.` */
export const EVENT_HEAD = /^\d{3} \(-?\d+\.-?\d+\.-?\d+\) /;

/** Between events: the mark of a text log, what an array of objects has between them, empty lines. */
const BETWEEN = /^\s*(?:\.\.\.|[[\],])?\s*$/;

/** Cuts a job log into events, a piece at a time. */
export interface BlockReader {
  /** Takes the next line; returns what it ends, mostly nothing. */
  readonly feed: (line: LogLine) => readonly EventBlock[];
  /** The lines of an event that is not whole. */
  readonly pending: () => readonly LogLine[];
  /** Forgets them: the file was replaced, or its end was taken for good. */
  readonly clear: () => void;
}

/** How far the braces of a line go up or down, texts in quotes left out. */
function depthOf(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (isQuoted && sign === '\\') i += 1;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && sign === '{') depth += 1;
    else if (!isQuoted && sign === '}') depth -= 1;
  }
  return depth;
}

/** Makes a reader that goes line by line; an event that never ends is given out when it is too long, or when the next one begins. */
export function createBlockReader(): BlockReader {
  let lines: LogLine[] = [];
  let kind: EventBlock['kind'] = 'text';
  let depth = 0;
  let characters = 0;

  function take(): EventBlock {
    const block = { kind, lines };
    [lines, depth, characters] = [[], 0, 0];
    return block;
  }

  function begin(line: LogLine): void {
    kind = line.text.trimStart().startsWith('{') ? 'json' : 'text';
    lines = [line];
    characters = line.text.length;
    depth = kind === 'json' ? depthOf(line.text) : 0;
  }

  function isWhole(text: string): boolean {
    return kind === 'json' ? depth <= 0 : text.trim() === '...';
  }

  return {
    pending: () => lines,
    clear: () => void take(),
    feed(line) {
      const { text } = line;
      if (lines.length === 0) {
        if (BETWEEN.test(text)) return [];
        begin(line);
        return isWhole(text) ? [take()] : [];
      }
      if (EVENT_HEAD.test(text)) {
        const cut = take();
        begin(line);
        return [cut];
      }
      if (kind === 'text' && text.trim() === '...') return [take()];
      lines.push(line);
      characters += text.length + 1;
      if (kind === 'json') depth += depthOf(text);
      const isTooLong = lines.length > MOST_LINES || characters > MOST_CHARACTERS;
      return isWhole(text) || isTooLong ? [take()] : [];
    },
  };
}
