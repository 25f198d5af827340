/** What a key channel of a campaign is for: the roles that a configuration, a metric and a page can name. */

export const KEY_ROLES = [
  't_cav',
  't_mc',
  'field',
  'lead_current',
  'magnet_mode',
  'pressure',
  'flow',
  'level',
  'temperature',
  'cooling_water',
  'compressor',
  'other',
] as const;

/** One of `KEY_ROLES`. */
export type KeyRole = (typeof KEY_ROLES)[number];
