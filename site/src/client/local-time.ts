/** Times are UTC; under the pointer one says what it is in ISO and by the reader's own clock. */

document.addEventListener('pointerover', ({ target }) => {
  const time = target instanceof Element ? target.closest('time') : null;
  const t = Date.parse(time?.dateTime ?? '');
  if (time === null || Number.isNaN(t)) return;
  const local = new Date(t).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  time.title = `${new Date(t).toISOString().replace('.000Z', 'Z')}, here ${local}`;
});
