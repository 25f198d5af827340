/** What every page does with script: freshness, the DEMO mark, the theme. */

import './freshness.ts';
import { follow } from './feed.ts';

follow(({ manifest }) => {
  if (manifest === null) return;
  for (const mark of document.querySelectorAll<HTMLElement>('[data-demo]'))
    mark.hidden = !manifest.demo;
  const note = document.querySelector('[data-demo-note]');
  if (note !== null && manifest.demo_note !== null) note.textContent = manifest.demo_note;
  const id = document.querySelector('[data-snapshot-id]');
  if (id !== null)
    id.textContent = `Snapshot ${manifest.id} of the catalogue at position ${manifest.position}.`;
});

// Of the parts that are a swipe away, one that shows a pixel is in sight for a browser, not for who has the focus there.
document.querySelector('.site-nav')?.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});

const place = document.querySelector('[data-offline]');
if (place !== null && !isSecureContext)
  place.textContent = 'Offline reading needs https: this address keeps nothing.';

const root = document.documentElement;
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-theme-switch]')) {
  button.addEventListener('click', () => {
    const theme = root.dataset['theme'] === 'dark' ? 'light' : 'dark';
    root.dataset['theme'] = theme;
    try {
      localStorage.setItem('flash-theme', theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    dispatchEvent(new Event('flash-theme'));
  });
}
