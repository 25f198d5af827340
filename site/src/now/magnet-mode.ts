/** The mode of a magnet in a word, as channels with the role `magnet_mode` count it. */

const MODES: Readonly<Record<number, string>> = { 0: 'driven', 1: 'persistent', 2: 'quenched' };

/** Returns `persistent`; of a number without a word the number. */
export function modeWord(value: number): string {
  return MODES[value] ?? `mode ${String(value)}`;
}
