/** Words of the glossary lead to their entries: the first use on a page, never in code, titles or links. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGlossary, termsOf } from '#site/src/docs/glossary.ts';
import { linkTerms, withIndices } from '#site/src/prose/link-terms.ts';
import { element, prosePath, wayUp, type TreeNode } from '#site/src/prose/tree.ts';

const terms = termsOf(
  parseGlossary(`
groups:
  - id: one
    title: One
    terms:
      - { id: spool, term: Spool, definition: 'A store.', match: [spool], see: infrastructure/ }
      - { id: tuner, term: Tuner, it: sintonizzatore, definition: 'It sets T_cav.', match: [tuner, tuners] }
`),
);

/** Runs the plugin over a text inside elements, outermost first, and returns what the text became. */
function run(
  value: string,
  tags: readonly string[] = ['p'],
  page = 'procedures/start-a-run',
): string {
  const plugin = linkTerms(terms)({ fileURL: new URL(`file:///repo/content/${page}.mdx`) });
  const node: TreeNode = { type: 'text', value };
  const chain: TreeNode[] = [
    node,
    ...[...tags].reverse().map((tag) => element(tag, {}, [])),
    { type: 'root' },
  ];
  let result: readonly TreeNode[] = [node];
  plugin?.text?.(node, {
    parent: (of) => chain[chain.indexOf(of) + 1],
    textContent: () => '',
    setProperty: () => undefined,
    prependChild: () => undefined,
    insertBefore: () => undefined,
    replaceNode: (_node, nodes) => (result = nodes),
  });
  return result.map(show).join('');
}

function show(node: TreeNode): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return '';
  const { href, role } = node.properties;
  const inner = node.children.map(show).join('');
  if (role === 'tooltip') return `{${inner}}`;
  return typeof href === 'string' ? `[${inner}](${href})` : inner;
}

describe('linkTerms', () => {
  it('links the first use only, with the definition beside it', () => {
    assert.equal(
      run('A spool, and a Spool.'),
      'A [spool](../../experiment/glossary/#spool){A store.}, and a Spool.',
    );
  });

  it('takes whole words in each form, and tells the Italian one', () => {
    assert.equal(run('spooling'), 'spooling');
    assert.match(run('two tuners'), /\[tuners\]\(.*#tuner\)\{sintonizzatore\. It sets Tcav\.\}/);
  });

  it('leaves code, titles and links alone', () => {
    for (const tag of ['code', 'a', 'h2']) assert.equal(run('spool', ['p', tag]), 'spool');
  });

  it('leaves a page alone that tells of the word itself, and the glossary', () => {
    assert.equal(run('spool', ['p'], 'infrastructure/index'), 'spool');
    assert.equal(run('spool', ['p'], 'experiment/glossary'), 'spool');
  });
});

describe('places of pages', () => {
  it('are found through the link by which Astro sees them', () => {
    const url = new URL('file:///repo/site/src/content/docs/docs/data/index.mdx');
    assert.equal(prosePath(url), 'data/index');
    assert.equal(prosePath(new URL('file:///repo/site/src/content/docs/api/x.md')), null);
    assert.deepEqual(['index', 'data/index', 'data/analysis'].map(wayUp), ['', '../', '../../']);
  });

  it('gives indices a node of their own', () => {
    assert.equal(withIndices('of Q_L and T_cav').length, 6);
  });
});
