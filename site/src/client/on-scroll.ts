/** Scrolling of whatever stands in a place, heard once a frame: frames of tables are drawn anew, and scrolling does not bubble. */

/** Calls `then` in the frame after each scroll inside `place`. */
export function onScroll(place: HTMLElement, then: () => void): void {
  let isAsked = false;
  place.addEventListener(
    'scroll',
    () => {
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        then();
      });
    },
    { capture: true, passive: true },
  );
}
