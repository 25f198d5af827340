/** The search box: a dialog with one field and one list, for the keyboard alone or a finger. */

import { html } from '../../text/html.ts';
import { notesList, resultsList, summary } from '../../search/view.ts';
import type { Group } from '../../search/group.ts';
import { morph } from '../morph.ts';
import { searchAll } from './search-all.ts';
// As text: a style sheet of its own would be fetched with every page's first view.
import styles from '../../styles/search.css?inline';

const TYPED_MS = 120;

const sheet = document.createElement('style');
sheet.textContent = styles;
document.head.append(sheet);

const dialog = document.createElement('dialog');
dialog.className = 'search-box';
dialog.setAttribute('aria-label', 'Search');
dialog.innerHTML = html`<form method="dialog">
    <input
      type="search"
      role="combobox"
      aria-label="Search documentation, log, runs and channels"
      placeholder="Documentation, log, runs, channels"
      autocomplete="off"
      spellcheck="false"
      enterkeyhint="go"
      aria-autocomplete="list"
      aria-expanded="false"
      aria-controls="found-list"
    />
    <button class="button" value="close">Close</button>
  </form>
  <p class="found-summary" role="status"></p>
  <div id="found-list" role="listbox" aria-label="Found" tabindex="-1"></div>
  <ul class="found-notes"></ul>
  <p class="found-keys">
    <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes. The log takes
    its own words, such as <code>tag:cryo after:7d</code>.
  </p>`.text;
document.body.append(dialog);

const input = part('input', HTMLInputElement);
const list = part('#found-list', HTMLElement);
const notes = part('.found-notes', HTMLElement);
const status = part('.found-summary', HTMLElement);
let active = 0;
let asked = 0;
let typing: ReturnType<typeof setTimeout> | undefined;

function part<T extends HTMLElement>(selector: string, kind: new () => T): T {
  const found = dialog.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the search box has no ${selector}`);
  return found;
}

/** Opens it, with what was typed before selected. */
export function openBox(): void {
  if (!dialog.open) dialog.showModal();
  input.select();
  if (input.value === '') draw('', [], false);
  else void run();
}

const options = (): readonly HTMLAnchorElement[] => [
  ...list.querySelectorAll<HTMLAnchorElement>('[role="option"]'),
];

function draw(text: string, groups: readonly Group[], isWaiting: boolean): void {
  morph(list, resultsList(groups).text);
  morph(notes, notesList(groups).text);
  status.textContent = summary(text, groups, isWaiting);
  choose(Math.min(active, Math.max(0, options().length - 1)));
}

function choose(index: number): void {
  active = index;
  const all = options();
  for (const [i, option] of all.entries())
    option.setAttribute('aria-selected', String(i === index));
  const chosen = all[index];
  input.setAttribute('aria-expanded', String(all.length > 0));
  if (chosen === undefined) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', chosen.id);
  if (index === 0) list.scrollTop = 0;
  else chosen?.scrollIntoView({ block: 'nearest' });
}

/** Draws what each source answers as it comes; an answer to what was typed before is dropped. */
async function run(): Promise<void> {
  asked += 1;
  const mine = asked;
  const text = input.value.trim();
  if (text === '') return draw('', [], false);
  for await (const { groups, isWaiting } of searchAll(text)) {
    if (mine !== asked) return;
    draw(text, groups, isWaiting);
  }
}

input.addEventListener('input', () => {
  clearTimeout(typing);
  active = 0;
  typing = setTimeout(() => void run(), TYPED_MS);
});

input.addEventListener('keydown', (event) => {
  const last = options().length - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: active >= last ? 0 : active + 1,
    ArrowUp: active <= 0 ? Math.max(0, last) : active - 1,
  };
  const wanted = moves[event.key];
  if (wanted !== undefined) {
    event.preventDefault();
    choose(wanted);
  }
  if (event.key !== 'Enter') return;
  // The form would close the box.
  event.preventDefault();
  const { ctrlKey, metaKey, shiftKey } = event;
  options()[active]?.dispatchEvent(
    new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
  );
});
// A result on this very page only moves in it.
list.addEventListener('click', ({ target, ctrlKey, metaKey, shiftKey }) => {
  const isOpened = target instanceof Element && target.closest('a') !== null;
  if (isOpened && !ctrlKey && !metaKey && !shiftKey) dialog.close();
});
// Beside the box is its backdrop.
dialog.addEventListener('click', ({ target }) => {
  if (target === dialog) dialog.close();
});
