/** Times are UTC; under the pointer one says what it is in ISO and by the reader's own clock. */

/** A time that goes on while the pointer rests on it says so too. */
const renewed = new MutationObserver(([change]) => {
  if (change?.target instanceof HTMLTimeElement) say(change.target);
});

document.addEventListener('pointerover', ({ target }) => {
  const time = target instanceof Element ? target.closest('time') : null;
  if (time === null) return;
  renewed.disconnect();
  say(time);
  renewed.observe(time, { attributeFilter: ['datetime', 'title'] });
});

function say(time: HTMLTimeElement): void {
  const t = Date.parse(time.dateTime);
  if (Number.isNaN(t)) return;
  const local = new Date(t).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  const title = `${new Date(t).toISOString().replace('.000Z', 'Z')}, here ${local}`;
  if (time.title !== title) time.title = title;
}
