/** The wall display (`?wall`): nobody sits before it, so it shows that its clock goes, and loads itself anew when the data are of a newer version. */

import styles from '../styles/wall.css?url';
import { follow, serverNow } from './feed.ts';
import { clock } from '../text/times.ts';

/** From one loading to the next at least, so that a hub in trouble is not asked for the whole page again and again. */
const RELOAD_MS = 60_000;
const PLACE = '[data-wall-clock]';

let troubleSince: number | null = null;

// No other page pays for them.
const link = document.createElement('link');
link.rel = 'stylesheet';
link.href = styles;
document.head.append(link);
document.querySelector('main')?.classList.add('wall');
setInterval(tick, 1_000);
follow(({ trouble }) => {
  if (trouble === null) troubleSince = null;
  else troubleSince ??= performance.now();
});

function tick(): void {
  const at = serverNow();
  const place = document.querySelector(PLACE);
  if (place !== null && at !== null) place.textContent = `${clock(at)} UTC`;
  // A page that is older than the data cannot read them; once the server answers again a new one can.
  if (troubleSince !== null && performance.now() - troubleSince > RELOAD_MS) {
    troubleSince = performance.now();
    void reloadWhereItAnswers();
  }
}

/** A page that does not come would leave the wall blank: what was last seen, marked as old, says more. */
async function reloadWhereItAnswers(): Promise<void> {
  const response = await fetch(location.href, { cache: 'no-store' }).catch(() => null);
  if (response?.ok === true) location.reload();
}
