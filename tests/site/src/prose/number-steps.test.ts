/** Steps of a procedure get anchors and links; paragraphs say by their first words what they are. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numberSteps } from '#site/src/prose/number-steps.ts';
import { element, type ElementNode, type TreeNode, type Visit } from '#site/src/prose/tree.ts';

const page = { fileURL: new URL('file:///repo/content/procedures/quench.mdx') };
const root: TreeNode = { type: 'root' };

/** A visit that writes down what is set on a node. */
function visitOf(parent: TreeNode): Visit & {
  readonly set: Map<TreeNode, Record<string, unknown>>;
  readonly links: string[];
  readonly before: TreeNode[];
} {
  const set = new Map<TreeNode, Record<string, unknown>>();
  const links: string[] = [];
  const before: TreeNode[] = [];
  return {
    set,
    links,
    before,
    parent: () => parent,
    textContent: (node) =>
      node.type === 'element'
        ? node.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
        : '',
    setProperty: (node, key, value) => set.set(node, { ...set.get(node), [key]: value }),
    prependChild: (_node, child) =>
      child.type === 'element' && links.push(String(child.properties['href'])),
    insertBefore: (_node, sibling) => before.push(sibling),
    replaceNode: () => undefined,
  };
}

function visitor(tag: string) {
  const plugin = numberSteps(page);
  const found = plugin?.element?.find(({ filter }) => filter.includes(tag));
  assert.ok(found);
  return found;
}

describe('numberSteps', () => {
  it('numbers the items of a list of the page, not of one inside another', () => {
    const list = element('ol', {}, [element('li', {}, ['a']), element('li', {}, ['b'])]);
    const visit = visitOf(root);
    visitor('ol').visit(list, visit);
    assert.deepEqual(visit.links, ['#step-1', '#step-2']);
    assert.equal(visit.before.length, 1, 'the place of the line that says what is done');
    assert.deepEqual(visit.set.get(list), { className: ['steps'], role: 'list' });
    const inner = visitOf(element('li', {}, []));
    visitor('ol').visit(list, inner);
    assert.equal(inner.set.size, 0);
  });

  it('marks what to expect and what if not', () => {
    const mark = (words: string): unknown => {
      const paragraph: ElementNode = element('p', {}, [element('em', {}, [words]), ' text']);
      const visit = visitOf(root);
      visitor('p').visit(paragraph, visit);
      return visit.set.get(paragraph)?.['className'];
    };
    assert.deepEqual(mark('Expect:'), ['expect']);
    assert.deepEqual(mark('If it rises:'), ['otherwise']);
    assert.equal(mark('Rumore'), undefined);
  });

  it('works on procedures, not on alarms or other texts', () => {
    for (const path of ['procedures/alarms/quench', 'onboarding/index', 'data/index'])
      assert.equal(numberSteps({ fileURL: new URL(`file:///repo/content/${path}.mdx`) }), null);
  });
});
