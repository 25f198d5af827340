/** All files of a run in the browser: filtered by name, a page at a time. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { FILES_IN_PAGE, filesTable } from '../run/files.ts';
import { morph } from './morph.ts';

const place = document.querySelector<HTMLElement>('[data-files]');
const filter = document.querySelector<HTMLElement>('[data-files-filter]');
const pages = document.querySelector<HTMLElement>('[data-files-pages]');
const rest = document.querySelector<HTMLElement>('[data-files-rest]');
const input = filter?.querySelector('input') ?? null;
let run: Run | null = null;
let first = 0;

/** Takes a run's files; from now on they can be filtered. */
export function showFiles(next: Run): void {
  const isNew = run === null;
  run = next;
  if (filter !== null) filter.hidden = next.fileCount <= 1;
  if (rest !== null) rest.hidden = true;
  if (!isNew || next.files.name.length > FILES_IN_PAGE) draw();
}

function draw(): void {
  if (run === null || place === null) return;
  const text = input?.value ?? '';
  const count = run.files.name.filter((name) =>
    name.toLowerCase().includes(text.toLowerCase()),
  ).length;
  first = Math.max(0, Math.min(first, Math.floor((count - 1) / FILES_IN_PAGE) * FILES_IN_PAGE));
  morph(place, filesTable(run, { text, first }).text);
  if (pages !== null) pages.hidden = count <= FILES_IN_PAGE;
}

input?.addEventListener('input', () => {
  first = 0;
  draw();
});
for (const button of pages?.querySelectorAll('button') ?? []) {
  button.addEventListener('click', () => {
    first += Number(button.dataset['step']) * FILES_IN_PAGE;
    draw();
  });
}
