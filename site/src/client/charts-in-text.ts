/** Charts in the middle of a text: what draws one, and its data, come when it comes near the part that is seen. */

/** So far below it, a reader who scrolls finds it drawn. */
const NEAR = '300px';

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting && target instanceof HTMLElement) {
        near.unobserve(target);
        void import('./explore/embed.ts').then(({ startEmbed }) => startEmbed(target));
      }
  },
  { rootMargin: NEAR },
);
/** Lets each chart of the page be drawn when it is near. */
export function drawWhenNear(): void {
  for (const chart of document.querySelectorAll('flash-chart')) near.observe(chart);
}
