/** A piece of a page's text for the list of what was found: never of the words under which a page is only looked for. */

/** What Pagefind tells of a page. */
export interface PageText {
  readonly meta: Readonly<Record<string, string>>;
  /** HTML: escaped text with `<mark>`, from anywhere in the text. */
  readonly excerpt: string;
  /** The whole text, escaped. */
  readonly raw_content?: string;
  /** Which of its words, counted from 0, were found. */
  readonly locations?: readonly number[];
}

/** Words of an excerpt, as many as Pagefind's own have. */
const LENGTH = 30;
/** What Pagefind counts words by. */
const BETWEEN_WORDS = /[^\S\uFEFF]+/;

/** Returns the piece in which most was found, as HTML; where nothing was but keywords, the beginning of the text. */
export function excerptOf({
  meta,
  excerpt,
  raw_content: text = '',
  locations = [],
}: PageText): string {
  const keywords = escape(meta['keywords'] ?? '');
  const at = keywords === '' ? -1 : text.indexOf(keywords);
  if (at < 0) return excerpt;
  const to = countWords(text.slice(0, at + keywords.length));
  // Before the keywords stands the title, which the list shows anyway.
  const words = text.split(BETWEEN_WORDS).slice(to);
  const found = new Set(locations.filter((location) => location >= to).map((one) => one - to));
  const start = densest(found, words.length);
  return words
    .slice(start, start + LENGTH)
    .map((word, i) => (found.has(start + i) ? `<mark>${word}</mark>` : word))
    .join(' ')
    .trim();
}

/** Where the excerpt with most of what was found begins: the first of them, which has a little before what was found. */
function densest(found: ReadonlySet<number>, length: number): number {
  let best = { start: 0, count: 0 };
  for (const location of found) {
    const start = Math.max(0, Math.min(location - LENGTH / 6, length - LENGTH));
    const count = [...found].filter((one) => one >= start && one < start + LENGTH).length;
    if (count > best.count || (count === best.count && start < best.start)) best = { start, count };
  }
  return best.start;
}

const countWords = (text: string): number =>
  text.split(BETWEEN_WORDS).filter((word) => word !== '').length;

const escape = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
