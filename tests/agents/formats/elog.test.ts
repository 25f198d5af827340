/** Files of PSI ELOG: fields, texts, dates, and what is broken in them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { attachmentName, parseElog, parseElogDate } from '#agents/formats/elog.ts';
import { htmlToText } from '#agents/formats/html-text.ts';

const LINE = '='.repeat(40);
const entry = (number: string, fields: readonly string[], text = ''): string =>
  [`$@MID@$: ${number}`, 'Date: Sat, 05 Oct 2024 10:45:25 +0200', ...fields, LINE, text, ''].join(
    '\n',
  );

test('an entry has its number, fields with something in them, answer, attachments and text', () => {
  const text = entry(
    '7',
    [
      'Reply to: 8, 9',
      'In reply to: 6',
      'Author: Ada Neri',
      'Subject: Level: low &amp; falling',
      'Empty: ',
      'Attachment: 241005_104525_level.png,241005_104525_a.txt',
      'Encoding: plain',
    ],
    'First line\nsecond',
  );
  const { entries, refused } = parseElog(text);
  assert.deepEqual(refused, []);
  assert.deepEqual(entries[0], {
    number: 7,
    line: 1,
    date: 'Sat, 05 Oct 2024 10:45:25 +0200',
    inReplyTo: 6,
    attributes: [
      ['Author', 'Ada Neri'],
      ['Subject', 'Level: low & falling'],
    ],
    attachments: ['241005_104525_level.png', '241005_104525_a.txt'],
    encoding: 'plain',
    text: 'First line\nsecond',
    raw: text.trimEnd(),
  });
  assert.equal(attachmentName('241005_104525_level.png'), 'level.png');
});

test('what is broken is refused with its line, and the others are read', () => {
  const text = [
    'Date: Sat, 05 Oct 2024 10:45:25 +0200\n',
    entry('1', ['Encoding: plain']),
    entry('x', []),
    `$@MID@$: 2\nAuthor: Bo\n${LINE}\n`,
    entry('3', ['no field at all']),
    entry('4', ['Encoding: runes']),
    '$@MID@$: 5\nDate: Sat, 05 Oct 2024 10:45:25 +0200\nAuthor: cut',
  ].join('');
  const { entries, refused } = parseElog(text);
  assert.deepEqual(
    entries.map(({ number }) => number),
    [1],
  );
  assert.deepEqual(
    refused.map(({ line, reason }) => [line, reason.replace(/".*"/, '…')]),
    [
      [1, 'no line … begins this entry'],
      [7, '…: expected the number of the entry'],
      [11, 'it has no Date'],
      [14, '… is no field: expected …'.replace('… is no field: expected …', '…')],
      [19, 'Encoding: expected plain, HTML, ELCode, received runes'],
      [24, 'it ends within its fields: no line of equal signs follows them'],
    ].map(([line, reason]) => [line, reason]),
  );
});

test('dates of mails, with a zone and without', () => {
  const naive = Date.UTC(2024, 9, 5, 10, 45, 25);
  assert.deepEqual(parseElogDate('Sat, 05 Oct 2024 10:45:25 +0100'), { naive, offset: 3_600_000 });
  assert.deepEqual(parseElogDate('5 Oct 2024 10:45:25 -0330'), { naive, offset: -12_600_000 });
  assert.deepEqual(parseElogDate('Sat, 05 Oct 2024 10:45:25'), { naive, offset: null });
  assert.deepEqual(parseElogDate('Sat, 05 Oct 2024 10:45:25 GMT'), { naive, offset: 0 });
  for (const text of [
    '',
    'yesterday',
    'Sat, 31 Feb 2024 10:45:25',
    '5 Okt 2024 10:45:25',
    '5 Oct 2024 25:00:00',
  ])
    assert.equal(parseElogDate(text), null, text);
});

test('HTML becomes what a reader sees, and no program', () => {
  assert.equal(
    htmlToText(
      '<p>Level&nbsp;is <b>low</b>&hellip;</p><ul><li>one</li><li>two</li></ul><br>end &#176;C',
    ),
    'Level is low…\n\n- one\n\n- two\n\nend °C'.replaceAll('one\n\n', 'one\n\n'),
  );
  assert.equal(htmlToText('<script>alert(1)</script><style>p{}</style>a<!-- no -->b'), 'ab');
  assert.equal(htmlToText('<a href="https://x.example/">plot</a>'), 'plot (https://x.example/)');
  assert.equal(htmlToText('<a href="javascript:alert(1)">plot</a>'), 'plot');
  assert.equal(htmlToText('<table><tr><td>1</td><td>2</td></tr></table>'), '1\t2');
  assert.equal(htmlToText('1 < 2 &unknown; &#0;'), '1 < 2 &unknown; &#0;');
});

test('no bytes break the reader', () => {
  const piece = fc.constantFrom(
    '$@MID@$: 1\n',
    '$@MID@$: ',
    'Date: x\n',
    `${LINE}\n`,
    '<a href=">',
    '\r\n',
    ':',
    '&#9;',
    '[b]',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
      const { entries, refused } = parseElog(parts.join(''));
      assert.ok(entries.length + refused.length >= 0);
    }),
  );
});
