/** Leads the first use of a glossary's word on a page to its entry, with the definition beside it to be shown on hover. */

import type { Term } from '../docs/glossary.ts';
import { element, prosePath, wayUp } from './tree.ts';
import type { ElementNode, ProsePlugin, TextNode, TreeNode, Visit } from './tree.ts';

/** Inside these a word stays as it is: it leads elsewhere, is code, or is a title; a table would cut the definition off. */
const LEFT_ALONE = new Set(
  ['a', 'code', 'pre', 'kbd', 'sub', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].concat('th', 'td'),
);

/** Returns the plugin's factory for a glossary. */
export function linkTerms(terms: readonly Term[]) {
  const byWord = new Map(terms.flatMap((term) => term.match.map((word) => [key(word), term])));
  const pattern = patternOf([...byWord.keys()]);
  return ({ fileURL }: { fileURL: URL | undefined }): ProsePlugin | null => {
    const path = prosePath(fileURL);
    if (path === null || path === 'experiment/glossary') return null;
    const seen = new Set<string>();
    const glossary = `${wayUp(path)}experiment/glossary/`;
    return {
      name: 'flash-terms',
      text(node, visit) {
        if (isLeftAlone(node, visit)) return;
        const parts = split(node.value, pattern, (word) => {
          const term = byWord.get(key(word));
          if (term === undefined || seen.has(term.id) || isOwnPage(term, path)) return null;
          seen.add(term.id);
          return termLink(term, word, glossary);
        });
        if (parts.length > 1 || parts[0]?.type === 'element') visit.replaceNode(node, parts);
      },
    };
  };
}

/** A capital letter at the start of a sentence is the same word; one within it is not: `KLASH`. */
function key(word: string): string {
  return word.toLowerCase();
}

function patternOf(words: readonly string[]): RegExp {
  const list = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}_/-])(?:${list.join('|')})(?![\p{L}\p{N}_/-])`,
    'giu',
  );
}

/** Cuts a text at the words for which `link` gives an element. */
function split(
  text: string,
  pattern: RegExp,
  link: (word: string) => ElementNode | null,
): TreeNode[] {
  const parts: TreeNode[] = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(pattern)) {
    const made = link(word);
    if (made === null) continue;
    if (index > from) parts.push({ type: 'text', value: text.slice(from, index) });
    parts.push(made);
    from = index + word.length;
  }
  if (from < text.length) parts.push({ type: 'text', value: text.slice(from) });
  return parts;
}

function isLeftAlone(node: TextNode, visit: Visit): boolean {
  for (let at: TreeNode | undefined = visit.parent(node); at !== undefined; at = visit.parent(at)) {
    if (at.type === 'element' && LEFT_ALONE.has(at.tagName)) return true;
    if (at.type === 'root') return false;
  }
  return false;
}

/** A page does not explain its own subject in its margin. */
function isOwnPage({ see }: Term, path: string): boolean {
  return see === `${path}/` || see === path.replace(/index$/, '');
}

/** The definition is no part of the page's own text: search leaves it out, and it is read only on demand. */
function termLink(term: Term, word: string, glossary: string): ElementNode {
  const card = `term-${term.id}`;
  const italian = term.it === undefined ? [] : [element('i', { lang: 'it' }, [term.it]), '. '];
  return element('span', { className: ['term'] }, [
    element('a', { href: `${glossary}#${term.id}`, 'aria-describedby': card }, [word]),
    element(
      'span',
      { className: ['term-card'], role: 'tooltip', id: card, 'data-pagefind-ignore': 'all' },
      [...italian, ...withIndices(term.definition)],
    ),
  ]);
}

/** `Q_L` with a real index. */
export function withIndices(text: string): (ElementNode | string)[] {
  return text
    .split(/\b([QT]_[A-Za-z]{1,4})\b/)
    .flatMap((part, at) =>
      at % 2 === 0
        ? [part].filter((text) => text !== '')
        : [part.charAt(0), element('sub', {}, [part.slice(2)])],
    );
}
