/** Shows Markdown safely: CommonMark with the tables, task lists and strike-through of GitHub is parsed into a tree, and only what is known here is written, each text escaped. */

import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { html, raw, type Html } from '../text/html.ts';

/** What is read of the parser's tree (https://github.com/syntax-tree/mdast). */
interface MarkdownNode {
  readonly type: string;
  readonly children?: readonly MarkdownNode[];
  readonly value?: string;
  readonly url?: string;
  readonly title?: string | null;
  readonly alt?: string | null;
  readonly depth?: number;
  readonly ordered?: boolean | null;
  readonly start?: number | null;
  readonly identifier?: string;
  readonly align?: readonly (string | null)[] | null;
  readonly checked?: boolean | null;
}

/** Deeper than this nobody writes; a thousand nested quotes would only fill the page. */
const DEPTH = 40;

/** Addresses that a link may have: with one of these schemes, or inside the site. */
const ADDRESS = /^(?:https?:|mailto:|davs?:|#|\/(?!\/))/i;

type Definitions = ReadonlyMap<string, string>;

/** Returns the text as HTML; HTML in it is shown as text, pictures of others become links, dangerous links text. */
export function renderMarkdown(text: string): Html {
  const tree = fromMarkdown(text, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  }) as MarkdownNode;
  const definitions = new Map<string, string>();
  for (const node of tree.children ?? [])
    if (node.type === 'definition') definitions.set(node.identifier ?? '', node.url ?? '');
  return all(tree.children, definitions, 0);
}

function all(nodes: readonly MarkdownNode[] = [], definitions: Definitions, depth: number): Html {
  if (depth > DEPTH) return html`…`;
  return html`${nodes.map((node) => one(node, definitions, depth + 1))}`;
}

function one(node: MarkdownNode, definitions: Definitions, depth: number): Html {
  const inner = (): Html => all(node.children, definitions, depth);
  switch (node.type) {
    case 'text':
      return html`${node.value}`;
    case 'html':
      return html`<code>${node.value}</code>`;
    case 'paragraph':
      return html`<p>${inner()}</p>`;
    case 'heading':
      return heading(node.depth ?? 1, inner());
    case 'emphasis':
      return html`<em>${inner()}</em>`;
    case 'strong':
      return html`<strong>${inner()}</strong>`;
    case 'inlineCode':
      return html`<code>${node.value}</code>`;
    case 'code':
      return html`<pre tabindex="0"><code>${node.value}</code></pre>`;
    case 'blockquote':
      return html`<blockquote>${inner()}</blockquote>`;
    case 'thematicBreak':
      return html`<hr />`;
    case 'break':
      return html`<br />`;
    case 'list':
      return node.ordered === true
        ? html`<ol start="${node.start ?? 1}">
            ${inner()}
          </ol>`
        : html`<ul>
            ${inner()}
          </ul>`;
    case 'listItem':
      return html`<li>${task(node)}${inner()}</li>`;
    case 'table':
      return table(node, definitions, depth);
    case 'delete':
      return html`<del>${inner()}</del>`;
    case 'footnoteReference':
      return html`<sup>${node.identifier}</sup>`;
    case 'footnoteDefinition':
      return html`<div class="footnote"><sup>${node.identifier}</sup> ${inner()}</div>`;
    case 'link':
      return link(node.url ?? '', inner());
    case 'linkReference':
      return link(definitions.get(node.identifier ?? '') ?? '', inner());
    case 'image':
      return picture(node.url ?? '', node.alt);
    case 'imageReference':
      return picture(definitions.get(node.identifier ?? '') ?? '', node.alt);
    case 'definition':
      return raw('');
    default:
      return node.children === undefined ? html`${node.value}` : inner();
  }
}

/** What is done and what is not, as a word: nothing here can be ticked. */
function task({ checked }: MarkdownNode): Html | null {
  if (checked === null || checked === undefined) return null;
  return html`<span class="task"
    >${checked ? '☑' : '☐'}<span class="sr-only"> ${checked ? 'done' : 'to do'}:</span></span
  > `;
}

/** The first row is the heading; a column is aligned as its rule says. */
function table(node: MarkdownNode, definitions: Definitions, depth: number): Html {
  const [head, ...rows] = node.children ?? [];
  const cells = (row: MarkdownNode | undefined, name: 'th' | 'td'): Html =>
    html`<tr>
      ${(row?.children ?? []).map((cell, i) => {
        const { [i]: side } = node.align ?? [];
        const attributes = `${name === 'th' ? ' scope="col"' : ''}${side === 'right' ? ' class="n"' : ''}`;
        return html`${raw(`<${name}${attributes}>`)}${all(cell.children, definitions, depth + 1)}${raw(`</${name}>`)}`;
      })}
    </tr>`;
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Table">
    <table class="data">
      <thead>
        ${cells(head, 'th')}
      </thead>
      <tbody>
        ${rows.map((row) => cells(row, 'td'))}
      </tbody>
    </table>
  </div>`;
}

/** Below the titles of the page. */
function heading(depth: number, inner: Html): Html {
  const level = String(Math.min(6, depth + 2));
  return html`${raw(`<h${level}>`)}${inner}${raw(`</h${level}>`)}`;
}

function link(url: string, inner: Html): Html {
  if (!ADDRESS.test(url)) return inner;
  return html`<a href="${url}" rel="nofollow noopener noreferrer">${inner}</a>`;
}

/** Nothing is loaded from elsewhere because somebody wrote so. */
function picture(url: string, alt: string | null | undefined): Html {
  return link(url, html`${alt === '' || alt == null ? 'picture' : alt}`);
}
