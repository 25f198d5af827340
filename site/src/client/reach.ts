/** `<flash-reach>`: the slider under the chart of the projected reach moves its cursor and says what one reads there. */

import { reachWords, type ReachCurve } from '../docs/reach-words.ts';

for (const place of document.querySelectorAll<HTMLElement>('flash-reach')) {
  const slider = place.querySelector<HTMLInputElement>('[data-at]');
  const words = place.querySelector('[data-words]');
  const cursor = place.querySelector('[data-cursor]');
  if (slider === null || words === null || cursor === null) continue;
  const curves = JSON.parse(place.dataset['curves'] ?? '[]') as readonly ReachCurve[];
  const [from, to] = [Number(slider.min), Number(slider.max)];
  slider.hidden = false;
  slider.addEventListener('input', () => {
    const mhz = Number(slider.value);
    cursor.setAttribute('d', `M${(70 + ((mhz - from) / (to - from)) * 660).toFixed(1)} 30V290`);
    words.textContent = reachWords(curves, mhz);
  });
}
