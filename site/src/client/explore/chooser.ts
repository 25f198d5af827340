/** The chooser with script: it finds as one types, and keys go through the list and add what is meant. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { chooserHtml, withChannel } from '../../explore/chooser.ts';
import { findChannels } from '../../explore/channels.ts';
import type { ChartsQuery } from '../../explore/query.ts';
import { morph } from '../morph.ts';

export interface ChooserHost {
  readonly channels: () => Promise<readonly ChannelNow[]>;
  readonly query: () => ChartsQuery;
  go(query: ChartsQuery): void;
}

/** Listens to the field and the list. */
export function listenToChooser(place: HTMLElement | null, host: ChooserHost): void {
  if (place === null) return;
  const field = (): HTMLInputElement | null => place.querySelector('input[name="find"]');

  const draw = async (): Promise<void> => {
    const channels = await host.channels();
    const find = field()?.value ?? '';
    morph(place, chooserHtml({ ...host.query(), find }, channels).text);
  };
  const addFirst = async (isTogether: boolean): Promise<void> => {
    const drawn = new Set(host.query().panels.flat());
    const found = findChannels(await host.channels(), field()?.value ?? '');
    const first = found.find(({ name }) => !drawn.has(name));
    if (first !== undefined) host.go(withChannel(host.query(), first.name, isTogether));
  };

  place.addEventListener('input', () => {
    void draw().catch(() => null);
  });
  place.closest('details')?.addEventListener('toggle', () => {
    if (place.closest('details')?.open === true) void draw().catch(() => null);
  });
  place.closest('form')?.addEventListener('submit', (event) => event.preventDefault());
  place.addEventListener('keydown', (event) => {
    const links = [...place.querySelectorAll<HTMLElement>('li > a.go:first-child')];
    const here = links.indexOf(document.activeElement as HTMLElement);
    const isField = event.target === field();
    if (event.key === 'Enter' && isField) {
      event.preventDefault();
      void addFirst(event.shiftKey).catch(() => null);
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const next = here + (event.key === 'ArrowDown' ? 1 : -1);
    if (next < 0) field()?.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  });
}
