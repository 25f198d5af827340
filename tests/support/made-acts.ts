/** Acts as people send them, with what a test does not care for filled in. */

import type { ActOf } from '#telemetry/logbook/act.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { T0 } from './facts.ts';

export const base = () => ({ id: newUlid(T0), by: 'ada', at: T0 + 500 });
export const entry = (part: Partial<ActOf<'log.add'>> = {}): ActOf<'log.add'> => ({
  ...base(),
  do: 'log.add',
  title: 'Helium is low',
  body: 'Ordered *500 l*.',
  run: null,
  tags: ['cryo'],
  replyTo: null,
  eventAt: T0,
  restricted: false,
  attachments: [],
  ...part,
});
export const edit = (of: string, part: Partial<ActOf<'log.edit'>>): ActOf<'log.edit'> => ({
  ...base(),
  do: 'log.edit',
  entry: of,
  basedOn: null,
  title: null,
  body: null,
  run: null,
  tags: null,
  eventAt: null,
  restricted: null,
  why: null,
  ...part,
});
