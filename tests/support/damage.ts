/** Damages texts as disks, rotations and other programs do: cut, doubled, glued, bytes changed, odd values put in. */

import { createRandom } from './living/random.ts';

const ODD = [
  'NaN',
  '-1',
  '1e999',
  '""',
  '{',
  '}',
  '[',
  '\u0000',
  '\uFFFD',
  '...',
  '\n',
  '9'.repeat(40),
  'null',
  'undefined',
  '"\\',
  '\r\n',
  '__proto__',
  '02/30 25:61:61',
];

/** Makes a function that damages a text in one to four ways; the same seed damages alike. */
export function createDamage(seed: number): (text: string) => string {
  const random = createRandom(seed);
  const below = (limit: number): number => random.below(limit);
  const oddOne = (): string => random.pick(ODD);
  const ways: readonly ((text: string) => string)[] = [
    (text) => text.slice(0, below(text.length + 1)),
    (text) => text.slice(below(text.length + 1)),
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + text.slice(at + below(200));
    },
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + text.slice(at, at + below(200)) + text.slice(at);
    },
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + oddOne() + text.slice(at);
    },
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    },
    (text) => {
      const lines = text.split('\n');
      const from = below(lines.length);
      const [line = ''] = lines.splice(from, 1);
      lines.splice(below(lines.length + 1), 0, line);
      return lines.join('\n');
    },
    (text) => text.replaceAll(/\d+/g, (number) => (below(20) === 0 ? oddOne() : number)),
  ];
  return (text) => {
    let damaged = text;
    for (let left = 1 + below(4); left > 0; left -= 1) damaged = random.pick(ways)(damaged);
    return damaged;
  };
}
