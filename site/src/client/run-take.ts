/** The buttons that take a run away; what they need is fetched with the first press. */

import type { RunPart } from '../run/take-section.ts';

/** Shows the buttons where the page has them. */
export function startTaking(): void {
  const place = document.querySelector<HTMLElement>('[data-take-run]');
  const said = document.querySelector('[data-take-said]');
  if (place === null) return;
  for (const button of place.querySelectorAll<HTMLElement>('[data-part-of-run]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      // That of a run that is open changes with its revision.
      const path = document.querySelector<HTMLElement>('[data-files]')?.dataset['files'] ?? '';
      take(path, button.dataset['partOfRun'] as RunPart).catch(() => {
        if (said !== null) said.textContent = 'This run could not be read just now; try again.';
      });
    });
  }
}

async function take(path: string, part: RunPart): Promise<void> {
  const { takeRun } = await import('./take-run.ts');
  await takeRun(path, part);
}
