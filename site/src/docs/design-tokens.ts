/** The design tokens as `styles/tokens.css` declares them: the one source, read for the page that shows them. */

export interface Token {
  /** `--ink-2`. */
  readonly name: string;
  readonly light: string;
  /** Of the dark theme; null: the same in both. */
  readonly dark: string | null;
}

export interface TokenGroup {
  /** The comment above the group, which gives its rule. */
  readonly rule: string;
  readonly tokens: readonly Token[];
}

/** Returns the groups of the sheet in its order. @throws {RangeError} where the two dark themes differ, or one names a token that no group has */
export function parseTokens(css: string): readonly TokenGroup[] {
  const blocks = [...css.matchAll(/(:root[^{]*)\{([^{}]*)\}/g)].map(
    ([, selector = '', body = '']) => {
      return { selector: selector.trim(), body };
    },
  );
  const light = blocks.find(({ selector }) => selector === ':root')?.body ?? '';
  const [chosen, preferred] = [`:root[data-theme='dark']`, `:root:not([data-theme='light'])`].map(
    (wanted) => valuesOf(blocks.find(({ selector }) => selector === wanted)?.body ?? ''),
  );
  if (
    chosen === undefined ||
    JSON.stringify([...chosen]) !== JSON.stringify([...(preferred ?? [])])
  )
    throw new RangeError(
      'the dark theme that is chosen differs from the one that the system asks for',
    );
  const known = valuesOf(light);
  for (const name of chosen.keys())
    if (!known.has(name)) throw new RangeError(`${name} is in the dark theme only`);
  const groups: { rule: string; tokens: Token[] }[] = [];
  for (const [, rule, name, value = ''] of light.matchAll(
    /\/\*\s*([\s\S]*?)\s*\*\/|(--[\w-]+):\s*([^;]+);/g,
  )) {
    if (rule !== undefined) groups.push({ rule, tokens: [] });
    else if (name !== undefined) {
      if (groups.length === 0) groups.push({ rule: 'faces', tokens: [] });
      groups.at(-1)?.tokens.push({ name, light: value, dark: chosen.get(name) ?? null });
    }
  }
  return groups;
}

function valuesOf(body: string): ReadonlyMap<string, string> {
  return new Map(
    [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Returns the group whose rule begins with a word: `type`, `space`, `surfaces`. @throws {RangeError} where there is none */
export function groupOf(groups: readonly TokenGroup[], word: string): TokenGroup {
  const found = groups.find(({ rule }) => rule.startsWith(word));
  if (found === undefined) throw new RangeError(`styles/tokens.css has no group "${word}"`);
  return found;
}
