/** Addresses inside the site, under whatever path it is served: every link goes through here. */

const BASE = import.meta.env?.BASE_URL ?? '/';

/** Returns the address of a path of the site (`runs/`, `docs/procedures/`), under `site.url`'s path. */
export function href(path: string): string {
  return `${BASE.endsWith('/') ? BASE : `${BASE}/`}${path.replace(/^\/+/, '')}`;
}

/** Returns the address of a snapshot asset: a path below `/data/`. */
export function dataHref(path: string): string {
  return href(`data/${path}`);
}

/** Returns the address of a run's page. */
export function runHref(campaign: string, number: number): string {
  return href(`runs/${encodeURIComponent(campaign)}/${number}/`);
}

/** Returns the address of a campaign's page. */
export function campaignHref(slug: string): string {
  return href(`runs/${encodeURIComponent(slug)}/`);
}

/** Returns the address of a channel's chart. */
export function channelHref(name: string): string {
  return href(`charts/?channels=${encodeURIComponent(name).replaceAll('%2F', '/')}`);
}

/** Returns the address of a documentation page: `procedures/start-of-shift`, with or without its last slash. */
export function docsHref(path: string): string {
  return href(`docs/${path}${path.endsWith('/') || path.includes('#') ? '' : '/'}`);
}
