/** An export of a space, made by hand in the markup that Confluence writes, as pages of content/. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { convertSpace } from '#site/confluence/convert-space.ts';
import { readZip } from '#site/confluence/read-zip.ts';

const page = (title: string, crumbs: string, body: string): string => `<!DOCTYPE html>
<html><head><title>QUAX : ${title}</title><style>p { color: red }</style></head>
<body class="theme-default aui-theme-default"><div id="page">
<div id="main" class="aui-page-panel"><div id="main-header"><div id="breadcrumb-section">
<ol id="breadcrumbs"><li class="first"><span><a href="index.html">QUAX</a></span></li>${crumbs}</ol></div>
<h1 id="title-heading" class="pagetitle"><span id="title-text"> QUAX : ${title} </span></h1></div>
<div id="content" class="view"><div id="main-content" class="wiki-content group">${body}</div></div></div></div></body></html>`;

const BODY = `<h1 id="Shifts-Start">Start &amp; end</h1>
<p>Call <strong>Bruno</strong> when Q<sub>L</sub> &lt; 10<sup>4</sup>, see <a href="Notes_12.html">the notes</a>,
<a href="Gone_99.html">gone</a> and <a href="https://example.org/">outside</a>. {not an expression}</p>
<div class="confluence-information-macro confluence-information-macro-note"><div class="confluence-information-macro-body"><p>Cold!</p></div></div>
<ul><li>one<ul><li>inner</li></ul></li><li><p>two</p></li></ul>
<ul class="inline-task-list"><li class="checked"><span>done</span></li><li><span>open</span></li></ul>
<div class="table-wrap"><table class="confluenceTable"><tbody><tr><th class="confluenceTh">run</th><th class="confluenceTh">kind</th></tr>
<tr><td class="confluenceTd">7</td><td class="confluenceTd"><p>a|b</p><p>c</p></td></tr>
<tr><td colspan="2" class="confluenceTd">wide</td></tr></tbody></table></div>
<div class="code panel pdl"><div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre" data-syntaxhighlighter-params="brush: python; gutter: false">if a &lt; b:
    print("{x}")
</pre></div></div>
<p><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" alt="cavity" src="attachments/11/21.png?width=300" data-image-src="attachments/11/21.png"></span>
<img src="attachments/11/22.png"></p>`;

const EXPORT: Readonly<Record<string, string>> = {
  'QUAX/index.html':
    '<html><body><ul><li><a href="Shifts_11.html">Shifts</a></li></ul></body></html>',
  'QUAX/Shifts_11.html': page('Shifts', '', BODY),
  'QUAX/Notes_12.html': page(
    'Notes: día 1',
    '<li><span><a href="Shifts_11.html">Shifts</a></span></li>',
    '<p>Up to <a href="Shifts_11.html#Shifts-Start">shifts</a></p>',
  ),
  'QUAX/attachments/11/21.png': 'PNG',
};

/** Writes an archive as any program does: deflated, with a list at its end. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = deflateRawSync(Buffer.from(text));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(text), 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    list.push(entry, Buffer.from(name));
    parts.push(local, Buffer.from(name), data);
    at += 30 + name.length + data.length;
  }
  const size = list.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...list, end]);
}

describe('convertSpace', () => {
  const space = convertSpace(readZip(zip(EXPORT), 'QUAX.zip'));
  const shifts = String(space.files.get('shifts/index.mdx'));

  it('keeps titles and hierarchy, and takes pictures along', () => {
    assert.deepEqual([...space.files.keys()].sort(), [
      'attachments/11/21.png',
      'shifts/index.mdx',
      'shifts/notes-dia-1.mdx',
    ]);
    assert.match(
      String(space.files.get('shifts/notes-dia-1.mdx')),
      /^---\ntitle: "Notes: día 1"\n/,
    );
    assert.deepEqual([space.pages, space.pictures], [2, 1]);
  });

  it('writes headings, marks, lists, tasks, notes, code and tables', () => {
    assert.equal(
      shifts.split('---\n\n')[1],
      `## Start & end

Call **Bruno** when Q<sub>L</sub> \\< 10<sup>4</sup>, see [the notes](notes-dia-1/), gone and [outside](https://example.org/). \\{not an expression\\}

> Cold!

- one

  - inner
- two

- [x] done
- [ ] open

| run | kind |
| --- | --- |
| 7 | a\\|b<br />c |
| wide |  |

\`\`\`python
if a < b:
    print("{x}")
\`\`\`

![cavity](../attachments/11/21.png)
`,
    );
  });

  it('leads between pages', () => {
    assert.match(String(space.files.get('shifts/notes-dia-1.mdx')), /\[shifts\]\(\.\.\/\)/);
  });

  it('reports what it could not carry, page by page', () => {
    assert.deepEqual(space.lost, [
      { page: 'Shifts', what: 'the link to Gone_99.html' },
      { page: 'Shifts', what: 'a cell of a table that spans several' },
      { page: 'Shifts', what: 'the picture attachments/11/22.png' },
      {
        page: 'Notes: día 1',
        what: 'the place within a page that a link leads to, Shifts_11.html#Shifts-Start',
      },
    ]);
  });
});

describe('readZip', () => {
  it('refuses what is no archive', () => {
    assert.throws(() => readZip(Buffer.from('no archive, but long enough for one'), 'x.zip'), {
      reason: 'it is no ZIP archive',
    });
  });
});
