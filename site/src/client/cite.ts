/** The citation of a run, with the host and the snapshot that the reader has before them. */

import { copyText } from './copy-text.ts';
import { follow } from './feed.ts';

/** Completes the citation where the page has one, and lets it be copied. */
export function startCite(): void {
  const place = document.querySelector('[data-cite-text]');
  const button = document.querySelector<HTMLElement>('[data-copy-cite]');
  if (place === null || button === null) return;
  const bare = place.textContent;
  button.hidden = false;
  const absolute = new URL(location.pathname, location.href).href;
  const write = (snapshot: string | null): void => {
    const address = bare.lastIndexOf(', ');
    const of = snapshot === null ? '' : `, snapshot ${snapshot}`;
    place.textContent = `${bare.slice(0, address)}${of}, ${absolute}`;
  };
  write(null);
  let isSaid = false;
  // The state that the page was opened on: what comes later is another one.
  follow(({ manifest }) => {
    if (manifest === null || isSaid) return;
    isSaid = true;
    write(manifest.id);
  });
  button.addEventListener('click', () => void copyText(button, place.textContent));
}
