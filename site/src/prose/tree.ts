/** The parts of the HTML tree of a page, and of the processor's view of it, that our own plugins use. */

export interface TextNode {
  readonly type: 'text';
  readonly value: string;
}

export interface ElementNode {
  readonly type: 'element';
  readonly tagName: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly children: readonly TreeNode[];
}

export interface OtherNode {
  readonly type: 'root' | 'comment' | 'mdxJsxFlowElement' | 'mdxJsxTextElement';
  readonly name?: string | null;
  readonly children?: readonly TreeNode[];
}

export type TreeNode = TextNode | ElementNode | OtherNode;

/** What a visitor is given besides the node. */
export interface Visit {
  parent(node: TreeNode): TreeNode | undefined;
  textContent(node: TreeNode): string;
  setProperty(node: TreeNode, key: string, value: unknown): void;
  prependChild(node: TreeNode, child: TreeNode): void;
  insertBefore(node: TreeNode, sibling: TreeNode): void;
  replaceNode(node: TreeNode, nodes: TreeNode[]): void;
}

/** A plugin for one document; the processor asks `factory({ fileURL })` for each. */
export interface ProsePlugin {
  readonly name: string;
  text?(node: TextNode, visit: Visit): void;
  readonly element?: {
    readonly filter: string[];
    visit(node: ElementNode, visit: Visit): void;
  }[];
}

/** Makes an element. */
export function element(
  tagName: string,
  properties: Readonly<Record<string, unknown>>,
  children: readonly (TreeNode | string)[],
): ElementNode {
  const nodes = children.map((child) =>
    typeof child === 'string' ? ({ type: 'text', value: child } as const) : child,
  );
  return { type: 'element', tagName, properties, children: nodes };
}

/** Returns where a page of prose lies below content/ (`procedures/start-a-run`); null: it is none. */
export function prosePath(fileURL: URL | undefined): string | null {
  if (fileURL === undefined) return null;
  const found = /\/content\/(?:docs\/docs\/)?([^?]+)\.mdx$/.exec(decodeURI(fileURL.pathname));
  return found?.[1] ?? null;
}

/** Returns the way from a page up to `/docs/`: `../../`. */
export function wayUp(path: string): string {
  const parts = path.split('/');
  const depth = parts.at(-1) === 'index' ? parts.length - 1 : parts.length;
  return '../'.repeat(depth);
}
