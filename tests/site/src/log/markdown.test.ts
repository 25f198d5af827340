/** Markdown of people is shown, and nothing of what hostile ones write does anything. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { renderMarkdown } from '#site/src/log/markdown.ts';

const show = (text: string): string => renderMarkdown(text).text.replaceAll(/\s+/g, ' ').trim();

test('what people write: emphasis, lists, code, quotes, links', () => {
  assert.equal(
    show('Ordered *500 l* **now**.'),
    '<p>Ordered <em>500 l</em> <strong>now</strong>.</p>',
  );
  assert.equal(show('# Night\n\n---'), '<h3>Night</h3><hr />');
  assert.match(show('- a\n- b'), /<ul> <li><p>a<\/p><\/li><li><p>b<\/p><\/li> <\/ul>/);
  assert.match(show('3. c'), /<ol start="3">/);
  assert.match(show('```\nx < 1\n```'), /<pre tabindex="0"><code>x &lt; 1<\/code><\/pre>/);
  assert.match(
    show('[plot](https://x.example/a?b=1&c=2)'),
    /href="https:\/\/x\.example\/a\?b=1&amp;c=2"/,
  );
  assert.match(show('[plot][1]\n\n[1]: /runs/ "t"'), /<a href="\/runs\/"/);
});

test('tables, tasks and struck-through text, as GitHub reads them', () => {
  const table = show('| run | files |\n|:--|--:|\n| 12 | **800** |');
  assert.match(table, /<th scope="col">run<\/th><th scope="col" class="n">files<\/th>/);
  assert.match(table, /<td>12<\/td><td class="n"><strong>800<\/strong><\/td>/);
  assert.match(table, /tabindex="0" role="region" aria-label="Table"/);
  assert.match(
    show('- [x] read\n- [ ] told'),
    /☑<span class="sr-only"> done:.*☐<span class="sr-only"> to do:/,
  );
  assert.match(show('~~no~~ yes'), /<del>no<\/del> yes/);
  assert.match(
    show('see[^1]\n\n[^1]: there'),
    /<sup>1<\/sup>.*<div class="footnote"><sup>1<\/sup>/,
  );
});

const HOSTILE = [
  '| <script>alert(1)</script> |\n|--|\n| [a](javascript:alert(1)) |',
  'www.evil.example/"onmouseover="alert(1)',
  '[^"><img src=x onerror=alert(1)>]\n\n[^"><img src=x onerror=alert(1)>]: x',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](java\nscript:alert(1))',
  '[a](&#106;avascript:alert(1))',
  '[a](data:text/html;base64,PHNjcmlwdD4=)',
  '[a](vbscript:x)',
  '[a](//evil.example/)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![" onload="alert(1)](https://x.example/p.png)',
  '[a](https://x.example/"onmouseover="alert(1))',
  '[a][1]\n\n[1]: javascript:alert(1)',
  '`<script>`',
  '<!-- --><svg onload=alert(1)>',
  '# <iframe src="https://evil.example">',
];

test('scripts, handlers, foreign frames and dangerous addresses do nothing', () => {
  for (const text of HOSTILE) checkHarmless(show(text), text);
  const piece = fc.constantFrom(
    ...HOSTILE,
    '>',
    '"',
    "'",
    '<',
    '\n',
    '> ',
    '- ',
    '[',
    '](',
    ')',
    '\u202e',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      checkHarmless(show(text), text);
    }),
  );
});

/** Only tags that the renderer knows, with the attributes that it gives them. */
function checkHarmless(shown: string, text: string): void {
  const known =
    /^<(?:\/?(?:p|em|strong|code|pre|blockquote|ul|ol|li|a|h[3-6]|del|sup|thead|tbody|tr|td|th)|\/(?:div|table|span)|hr \/|br \/|div class="(?:footnote|table-frame)"|div class="table-frame" tabindex="0" role="region" aria-label="Table"|table class="data"|th scope="col"(?: class="n")?|td class="n"|span class="(?:task|sr-only)"|pre tabindex="0"|ol start="\d+"|a href="(?:https?:|mailto:|davs?:|#|\/(?!\/))[^"<>]*" rel="nofollow noopener noreferrer")>$/i;
  for (const [tag] of shown.matchAll(/<[^>]*>?/g))
    assert.match(tag, known, `${text} gave ${shown}`);
}

test('a thousand nested quotes are cut', () => {
  assert.ok(show(`${'> '.repeat(1_000)}deep`).length < 3_000);
});
