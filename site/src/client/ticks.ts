/** Lists that can be ticked off: the path of a new member, kept for good, and the steps of a procedure, kept for a shift. */

/** A procedure that was begun longer ago is done again from its first step. */
export const KEPT_MS = 12 * 3_600_000;

interface Kept {
  /** When the last tick was set, in this browser's clock. */
  readonly t: number;
  readonly done: readonly string[];
}

for (const place of document.querySelectorAll<HTMLElement>('flash-ticks')) {
  const items = [...place.querySelectorAll<HTMLElement>('ol > li, ul > li')];
  items.forEach((item, at) => {
    item.id ||= `${place.dataset['name']}-${at + 1}`;
  });
  tick(`flash-ticks-${place.dataset['name']}`, items, place.querySelector('[data-line]'), null);
}

const steps = [...document.querySelectorAll<HTMLElement>('ol.steps > li')];
if (steps.length > 0)
  tick(
    `flash-steps-${location.pathname}`,
    steps,
    document.querySelector('.ticks-line.of-steps'),
    KEPT_MS,
  );

function tick(
  key: string,
  items: readonly HTMLElement[],
  line: HTMLElement | null,
  keptMs: number | null,
): void {
  const done = new Set(read(key, keptMs));
  const boxes = items.map((item) => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.className = 'tick';
    box.checked = done.has(item.id);
    box.setAttribute('aria-label', `Done: ${nameOf(item)}`);
    box.addEventListener('change', () => {
      if (box.checked) done.add(item.id);
      else done.delete(item.id);
      write(key, done);
      say();
    });
    item.prepend(box);
    return box;
  });
  const text = document.createElement('span');
  const clear = document.createElement('button');
  clear.textContent = 'Untick all';
  clear.addEventListener('click', () => {
    done.clear();
    for (const box of boxes) box.checked = false;
    write(key, done);
    say();
  });
  line?.replaceChildren(text, ' ', clear);
  say();

  function say(): void {
    const count = boxes.filter((box) => box.checked).length;
    text.textContent = `${count} of ${boxes.length} done, kept in this browser.`;
    clear.hidden = count === 0;
  }
}

/** The first words of a point, as its name for who listens. */
function nameOf(item: HTMLElement): string {
  return item.querySelector('strong')?.textContent ?? item.textContent.slice(0, 60).trim();
}

/** What cannot be read or is too old is nothing: a list begins again. */
function read(key: string, keptMs: number | null): readonly string[] {
  try {
    const { t, done } = JSON.parse(localStorage.getItem(key) ?? '{"t":0,"done":[]}') as Kept;
    return keptMs !== null && Date.now() - t > keptMs ? [] : done;
  } catch {
    return [];
  }
}

/** A browser that keeps nothing still ticks, for as long as the page is open. */
function write(key: string, done: ReadonlySet<string>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ t: Date.now(), done: [...done] } satisfies Kept));
  } catch {
    // Kept on the page alone.
  }
}
