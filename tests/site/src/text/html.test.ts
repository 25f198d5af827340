/** Values in HTML: escaped wherever they stand, and a direction that one opens ends with it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, raw } from '#site/src/text/html.ts';

const RLO = '\u202e';
const PDF = '\u202c';
const RLI = '\u2067';
const PDI = '\u2069';

test('what means something in HTML is escaped, in texts, attributes and lists', () => {
  const value = `<b title="a">'&'</b>`;
  const escaped = '&lt;b title=&quot;a&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;';
  assert.equal(html`<p>${value}</p>`.text, `<p>${escaped}</p>`);
  assert.equal(html`<p title="${value}"></p>`.text, `<p title="${escaped}"></p>`);
  assert.equal(html`${[value, null, 3, false, raw('<i>')]}`.text, `${escaped}3<i>`);
});

test('a direction that a text opens ends with it, so that what follows is read as it was written', () => {
  const shown = (value: string): string => html`<td>${value}, 10 files</td>`.text.slice(4, -15);
  assert.equal(shown(`${RLO}gnirts`), `${RLO}gnirts${PDF}`);
  assert.equal(shown(`${RLI}a${RLO}b`), `${RLI}a${RLO}b${PDF}${PDI}`);
  assert.equal(shown(`${RLO}a${PDF}b`), `${RLO}a${PDF}b`);
  // What ends nothing of its own would end what stands around it.
  assert.equal(shown(`a${PDI}${PDF}`), 'a');
  assert.equal(html`${[`${RLO}a`, 'b']}`.text, `${RLO}a${PDF}b`);
});

test('in an attribute a value stays as it is: a form sends what was typed', () => {
  assert.equal(html`<input value="${`${RLO}a`}" />`.text, `<input value="${RLO}a" />`);
});
