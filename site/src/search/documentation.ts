/** Pages of the documentation that answer a question, best first; the same in the browser and in tests. */

import { excerptOf, type PageText } from './excerpt.ts';
import { wordsOf } from './question.ts';

/** What is asked of Pagefind's module (`search/pagefind.js` of the compiled site). */
export interface Pagefind {
  search(
    text: string,
    options: { readonly filters: Readonly<Record<string, string>> },
  ): Promise<{ readonly results: readonly PagefindResult[] }>;
}

interface PagefindResult {
  readonly id: string;
  readonly score: number;
  data(): Promise<PagefindPage>;
}

interface PagefindPage extends PageText {
  readonly url: string;
}

/** A part of the documentation, as its pages name it to Pagefind. */
export type Part = 'docs' | 'api';

export interface FoundPage {
  readonly url: string;
  readonly title: string;
  /** HTML: escaped text with `<mark>`. */
  readonly excerpt: string;
}

export interface FoundPages {
  readonly pages: readonly FoundPage[];
  /** How many fit, shown or not. */
  readonly count: number;
  /** Whether no page has all words, and these have some of them. */
  readonly isPartial: boolean;
}

/** So many pages are looked at for what they are called; their texts are small and kept by the browser. */
const LOOKED_AT = 12;

/** Returns the best pages of a part: those with all words, else those with most of the rarer ones. Before them those that are called so. */
export async function findPages(
  pagefind: Pagefind,
  question: string,
  { part, most }: { readonly part: Part; readonly most: number },
): Promise<FoundPages> {
  const words = wordsOf(question);
  const ask = async (text: string): Promise<readonly PagefindResult[]> =>
    (await pagefind.search(text, { filters: { part } })).results;
  if (words.length === 0) return { pages: [], count: 0, isPartial: false };
  const whole = await ask(words.join(' '));
  const isPartial = whole.length === 0 && words.length > 1;
  const found = isPartial ? mostOf(await Promise.all(words.map(ask))) : whole;
  const looked = Math.max(most, LOOKED_AT);
  const read = await Promise.all(found.slice(0, looked).map((result) => result.data()));
  const pages = read.filter((page) => hasAny(page, words));
  return {
    pages: calledFirst(pages, words)
      .slice(0, most)
      .map((page) => ({
        url: page.url,
        title: page.meta['title'] ?? page.url,
        excerpt: excerptOf(page),
      })),
    count: pages.length === 0 ? 0 : found.length - (read.length - pages.length),
    isPartial,
  };
}

/**
 * Whether a page has one of the words, whatever their endings. Where the index has no such word, Pagefind takes the
 * longest beginning of it that is one: a single letter in the end.
 */
function hasAny({ meta, excerpt }: PagefindPage, words: readonly string[]): boolean {
  const marked = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, text = '']) => text);
  if (marked.length === 0) return true;
  const text = [...marked, ...Object.values(meta)].map(letters).join(' ');
  return words.map(letters).some((word) => text.includes(word.slice(0, mostOfWord(word))));
}

const letters = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N} ]/gu, '');

/** Letters that its forms have in common: `run` of runs, `quer` of queries. */
const mostOfWord = ({ length }: string): number =>
  Math.min(4, Math.max(3, Math.floor((length * 3) / 5)));

/**
 * Puts pages first whose title or one of whose keywords is what was asked, then those that tell of it among others, then
 * those of which a keyword is a part of it.
 */
function calledFirst(
  pages: readonly PagefindPage[],
  words: readonly string[],
): readonly PagefindPage[] {
  const asked = words.join(' ');
  const rank = ({ meta }: PagefindPage): number => {
    const own = [meta['title'] ?? '', ...listOf(meta['keywords'])].map(wordsOf);
    if (own.some((name) => name.join(' ') === asked)) return 0;
    if (listOf(meta['names']).some((name) => wordsOf(name).join(' ') === asked)) return 1;
    const isPart = own.some(
      (name) => name.length > 1 && name.every((word) => words.includes(word)),
    );
    return isPart ? 2 : 3;
  };
  return pages.toSorted((a, b) => rank(a) - rank(b));
}

const listOf = (text = ''): readonly string[] => text.split(',');

/** A word counts for more the fewer pages have it, as in any index of words. */
function mostOf(byWord: readonly (readonly PagefindResult[])[]): readonly PagefindResult[] {
  const sums = new Map<string, { readonly result: PagefindResult; sum: number }>();
  for (const results of byWord) {
    const best = results[0]?.score ?? 1;
    for (const result of results) {
      const known = sums.get(result.id) ?? { result, sum: 0 };
      known.sum += (0.5 + result.score / best / 2) / Math.log2(2 + results.length);
      sums.set(result.id, known);
    }
  }
  return [...sums.values()].sort((a, b) => b.sum - a.sum).map(({ result }) => result);
}
