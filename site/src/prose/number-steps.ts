/** The steps of a procedure: each gets an anchor and a link with its number; what to expect and what if not are marked. */

import { element, prosePath } from './tree.ts';
import type { ElementNode, ProsePlugin, TreeNode } from './tree.ts';

/** How a paragraph of a step begins, in italics: what it is. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^Expect\b.*:$/, 'expect'],
  [/^If\b.*:$/, 'otherwise'],
];

/** Plugin's factory: works on the pages of procedures, not on those of alarms. */
export function numberSteps({ fileURL }: { fileURL: URL | undefined }): ProsePlugin | null {
  const path = prosePath(fileURL);
  if (path === null || !/^procedures\/[^/]+$/.test(path)) return null;
  let list = 0;
  return {
    name: 'flash-steps',
    element: [
      {
        filter: ['ol'],
        visit(node, visit) {
          if (visit.parent(node)?.type !== 'root') return;
          list += 1;
          // Script says here what is done: its place is there before, so that nothing moves.
          if (list === 1)
            visit.insertBefore(node, element('p', { className: ['ticks-line', 'of-steps'] }, []));
          visit.setProperty(node, 'className', ['steps']);
          // Safari forgets that a list without markers is one.
          visit.setProperty(node, 'role', 'list');
          const prefix = list === 1 ? 'step' : `step-${letter(list)}`;
          itemsOf(node).forEach((item, at) => {
            const id = `${prefix}-${at + 1}`;
            visit.setProperty(item, 'id', id);
            visit.prependChild(
              item,
              element('a', { className: ['step-link'], href: `#${id}` }, [
                element('span', { className: ['sr-only'] }, ['Link to step ']),
                `${at + 1}`,
              ]),
            );
          });
        },
      },
      {
        filter: ['p'],
        visit(node, visit) {
          const [first] = node.children;
          if (first?.type !== 'element' || first.tagName !== 'em') return;
          const words = visit.textContent(first);
          const part = PARTS.find(([pattern]) => pattern.test(words));
          if (part !== undefined) visit.setProperty(node, 'className', [part[1]]);
        },
      },
    ],
  };
}

/** A second list of steps on a page has anchors of its own: `step-b-1`. */
function letter(list: number): string {
  return String.fromCharCode(96 + list);
}

function itemsOf(list: ElementNode): readonly ElementNode[] {
  return list.children.filter(
    (node: TreeNode) => node.type === 'element' && node.tagName === 'li',
  ) as ElementNode[];
}
