/** How easily a text reads: Flesch's reading ease, over the prose of a page without its markup; pure. */

export interface Readability {
  /** 206.835 − 1.015 words per sentence − 84.6 syllables per word (R. Flesch, 1948); higher is easier. */
  readonly ease: number;
  readonly words: number;
  readonly sentences: number;
}

/** Returns how easily prose reads; what is between tags is read, tags, links and tables are not. */
export function readability(prose: string): Readability {
  const sentences = plainText(prose)
    .split(/[.:;?!]\s+|\n{2,}/)
    .map((sentence) => sentence.match(/\p{L}+(?:['’]\p{L}+)?/gu) ?? [])
    .filter((words) => words.length > 1);
  const words = sentences.flat();
  if (words.length === 0) return { ease: Number.NaN, words: 0, sentences: 0 };
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const ease =
    206.835 - 1.015 * (words.length / sentences.length) - 84.6 * (syllables / words.length);
  return { ease, words: words.length, sentences: sentences.length };
}

/** Returns the text that a reader reads: no imports, no tags, no rows of tables, no addresses. */
export function plainText(prose: string): string {
  return prose
    .replace(/^import .*$/gm, '')
    .replace(/^\s*\|.*$/gm, '')
    .replace(/<(?:ProcedureCard|WhomToCall|Live|Formula)\b[^>]*\/?>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/[*_`[\]#]/g, '')
    .replace(/^\s*(?:\d+\.|-)\s+/gm, '\n\n');
}

/** Groups of vowels, less a silent e at the end; a word has one at least. Good to a few per cent over a page. */
export function syllablesOf(word: string): number {
  const bare = word
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, (end) => end.charAt(0))
    .replace(/^y/, '');
  return Math.max(1, (bare.match(/[aeiouyàèéìòù]{1,2}/g) ?? []).length);
}
