/** A procedure that has become old since the site was built says so. */

import { isOld } from '../docs/last-change.ts';

const line = document.querySelector<HTMLElement>('[data-changed]');
const notice = line?.querySelector<HTMLElement>('[data-old]');
if (notice && isOld(Number(line?.dataset['changed']), Date.now())) notice.hidden = false;
