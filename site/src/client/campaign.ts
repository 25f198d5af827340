/** The campaign's charts with cursor and zoom, from the series that the page carries. */

import type { TimelineInput } from '../charts/timeline.ts';
import { Timeline } from './timeline/element.ts';

const timeline = document.querySelector('flash-timeline');
const data = document.querySelector('[data-timeline-input]');
if (timeline instanceof Timeline && data !== null) {
  timeline.show(JSON.parse(data.textContent) as TimelineInput, null);
}
