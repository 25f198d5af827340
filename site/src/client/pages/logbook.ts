/**
 * The script of the list of runs, a campaign, a run, a dashboard: whoever opens one of them opens the next. At an address
 * that leads nowhere it draws a run that is newer than a static site.
 */

import '../main.ts';
import '../runs.ts';
import '../charts.ts';
import { startCite } from '../cite.ts';
import { startTaking } from '../run-take.ts';

function start(): void {
  startCite();
  startTaking();
}

start();
// It is handed what it shares with this script: two that import one module make a third request of it.
if (document.querySelector('[data-run-shell]') !== null)
  void import('../run-shell.ts').then(({ drawAddressed }) => drawAddressed(start));
