/** Chromium as the setup found it, for tests and figures outside Playwright's own runner. */

import { chromium, type Browser } from 'playwright';
import { programPath } from '../needs-program.ts';

/** Starts it; the caller closes it; `args` are further switches. Without a path of ours Playwright takes its own. */
export async function launchChromium({
  args = [],
}: { readonly args?: readonly string[] } = {}): Promise<Browser> {
  const executablePath = programPath('FLASH_CHROMIUM');
  return await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // A sandbox needs rights that containers and root do not have; every page here is our own.
    chromiumSandbox: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}
