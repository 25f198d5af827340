/** The headline of Now keeps the room that it once had: when it becomes shorter, nothing below moves while somebody reads. */

/** Notes the room of the headline before it is drawn anew; in a window of another width it has other lines. */
export function keepRoom(head: HTMLElement): void {
  const width = String(head.clientWidth);
  if (head.dataset['width'] !== width) head.style.removeProperty('--room');
  head.dataset['width'] = width;
  const room = head.querySelector('h1')?.getBoundingClientRect().height ?? 0;
  head.style.setProperty('--room', `${room}px`);
}
