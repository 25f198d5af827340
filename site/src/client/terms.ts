/** Words of the glossary by touch and key: the first touch shows the meaning, the second follows the link; Escape hides it. */

const terms = document.querySelectorAll<HTMLElement>('.term');
let wasShown = false;

for (const term of terms) {
  term.addEventListener('pointerdown', () => {
    wasShown = term.matches(':focus-within');
  });
  term.querySelector('a')?.addEventListener('click', (event) => {
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    if (isTouch && !wasShown) event.preventDefault();
  });
  for (const begins of ['pointerenter', 'focusin'])
    term.addEventListener(begins, () => term.classList.remove('is-hidden'));
}

addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hideAll();
});

/** Until the pointer or the focus comes again. */
export function hideAll(): void {
  for (const term of terms) term.classList.add('is-hidden');
}
