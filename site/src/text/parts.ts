/** Small pieces of HTML that several sections share: a state's shape with its word, a symbol with its index, a time. */

import { isoTime } from './times.ts';
import { escapeWords, html, raw, type Html } from './html.ts';
import type { State } from '../now/state.ts';

/** A state as a shape and a word; the colour comes with the shape. */
export function stateMark(state: State, word: string): Html {
  return html`<span class="state"
    ><i class="shape ${state}" aria-hidden="true"></i>${symbols(word)}</span
  >`;
}

/** The name of a list that script may move in by keys: then it says so. */
export function listLabel(what: string, hasKeys: boolean): string {
  return hasKeys ? `${what}; arrow keys move among them` : what;
}

/** Text in which `Q_L`, `T_cav` and `f0` get a real index. */
export function symbols(text: string): Html {
  return raw(
    escapeWords(text)
      .replace(/\b([QTB])_([A-Za-z]{1,4})\b/g, '$1<sub>$2</sub>')
      .replace(/\bf0\b/g, 'f₀'),
  );
}

/** A machine-readable time with its text. */
export function timeTag(t: number, text: string): Html {
  const iso = isoTime(t);
  if (iso === null) return html`${text}`;
  return html`<time datetime="${iso}" title="${iso.replace('.000Z', 'Z')}">${text}</time>`;
}
