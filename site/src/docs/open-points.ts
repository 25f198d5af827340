/** The open points of the handbook, gathered from the texts that wait for them; pure. */

export interface OpenPoint {
  /** Page below `/docs/`: `procedures/quench`. */
  readonly page: string;
  readonly title: string;
  readonly asks: string;
  /** In words, without markup. */
  readonly text: string;
}

/** Returns every `<Open asks="…">…</Open>` of the pages, in their order. */
export function openPointsOf(pages: Readonly<Record<string, string>>): readonly OpenPoint[] {
  return Object.entries(pages)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, raw]) => {
      const page = file.replace(/^.*\/content\//, '').replace(/(\/index)?\.mdx$/, '');
      const title = /^title: (.+)$/m.exec(raw)?.[1]?.replace(/^"|"$/g, '') ?? page;
      return [...raw.matchAll(/<Open asks="([^"]+)">([\s\S]*?)<\/Open>/g)].map(
        ([, asks = '', text = '']) => ({ page, title, asks, text: plain(text) }),
      );
    });
}

function plain(text: string): string {
  return text
    .replace(/<[^>]+>/g, '')
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replace(/[*`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
