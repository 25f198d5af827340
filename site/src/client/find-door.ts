/** Finding files comes when somebody begins to ask, or came with a question; before that the form is what the hub wrote. */

const form = document.querySelector<HTMLFormElement>('[data-find]');

const load = (): void => void import('./find.ts');

if (form !== null && location.search !== '') load();
for (const kind of ['pointerover', 'focusin', 'touchstart'] as const)
  form?.addEventListener(kind, load, { once: true, passive: true });
