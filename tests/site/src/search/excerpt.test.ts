import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerptOf } from '#site/src/search/excerpt.ts';

const KEYWORDS = 'magnet trip, quench del magnete, < 1 T';
const BODY = 'Keep people safe while the magnet boils its helium &lt;off&gt;.';
const page = {
  meta: { title: 'Quench', keywords: KEYWORDS },
  excerpt: 'Quench. <mark>magnet</mark> trip, quench del magnete, &lt; 1 T. Keep people',
  raw_content: `Quench. magnet trip, quench del magnete, &lt; 1 T. ${BODY}`,
};
/** The place of a word in the whole text. */
const placeOf = (word: string, from = 0): number => page.raw_content.split(' ').indexOf(word, from);

test('what was found in the text is shown, not the words that are only looked for', () => {
  const locations = [placeOf('magnet'), placeOf('magnet', 3), placeOf('helium')];
  assert.equal(
    excerptOf({ ...page, locations }),
    BODY.replace('magnet', '<mark>magnet</mark>').replace('helium', '<mark>helium</mark>'),
  );
});

test('where only keywords were found, the text is shown from its beginning', () => {
  assert.equal(excerptOf({ ...page, locations: [1, 2] }), BODY);
});

test('of a long text, the piece with most of what was found', () => {
  const words = Array.from({ length: 200 }, (_, i) => `w${i}`);
  const raw = `T. ${KEYWORDS.replace('<', '&lt;')}. ${words.join(' ')}`;
  const at = (n: number): number => raw.split(' ').indexOf(`w${n}`);
  const said = excerptOf({ ...page, raw_content: raw, locations: [at(20), at(150), at(155)] });
  assert.match(said, /^w145 .*<mark>w150<\/mark> .*<mark>w155<\/mark>.* w174$/);
});

test('a page without keywords has the excerpt that it came with', () => {
  assert.equal(excerptOf({ ...page, meta: {} }), page.excerpt);
});
