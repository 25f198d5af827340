/** The search box of every page comes when it is asked for: with `/`, or its button. */

let box: Promise<typeof import('./search/box.ts')> | null = null;

function open(): void {
  box ??= import('./search/box.ts');
  box.then(
    ({ openBox }) => openBox(),
    // What could not be fetched now is asked for again.
    () => (box = null),
  );
}

/** Whether keys are letters where they are pressed. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || event.defaultPrevented) return;
  event.preventDefault();
  open();
});
for (const button of document.querySelectorAll('[data-search]'))
  button.addEventListener('click', open);
