/** The freshness badge: how old the snapshot is, in a word, a shape and a colour; spoken only when the state changes. */

import { html } from '../text/html.ts';
import { stateMark } from '../text/parts.ts';
import { freshnessOf } from '../now/freshness.ts';
import { follow, serverNow, type FeedState } from './feed.ts';

class Freshness extends HTMLElement {
  #feed: FeedState = { manifest: null, trouble: null };
  #shown = '';

  connectedCallback(): void {
    follow((feed) => {
      this.#feed = feed;
      this.#draw();
    });
    setInterval(() => this.#draw(), 1000);
  }

  #draw(): void {
    const at = serverNow();
    const { state, text, title } = freshnessOf(this.#feed, at);
    if (text === '') return;
    this.setAttribute('aria-live', this.dataset['state'] === state ? 'off' : 'polite');
    this.dataset['state'] = state;
    this.title = title;
    const markup = html`${stateMark(state, text)}`.text;
    if (markup !== this.#shown) this.innerHTML = this.#shown = markup;
  }
}

customElements.define('flash-freshness', Freshness);
