/**
 * Keeps what was visited, for reading without a network. Pages and the manifest always come from the network where there
 * is one, so that nothing old is ever shown for new; what is named by its content is taken from what is kept. The page
 * itself says how old it is (`site/src/client/kept.ts` reads the two headers that are added here).
 */

/** Raised where what is kept changes its form: what older workers kept is forgotten. */
const KEPT = 'flash-kept-1';
const BASE = new URL('./', self.location.href).pathname;
const AWAY = `${BASE}offline/`;
/** The manifest and what it leads to are kept this often at most: a wall display polls twice a second. */
const KEEP_EVERY_MS = 30_000;
/** A server that does not answer by then is away, where there is a kept page to show. */
const PATIENCE_MS = 8_000;
/** Entries kept; those that came first go first. */
const MOST = 1_500;
/** Larger ones (attachments, raw readings) are fetched when they are wanted. */
const MOST_BYTES = 4_000_000;

let keptAt = 0;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAway());
  self.skipWaiting();
});

/** The page for what was never visited, with what it is made of. */
async function keepAway() {
  const response = await fetch(AWAY, { cache: 'no-cache' });
  const text = await response.clone().text();
  await put(AWAY, response);
  const named = text.matchAll(/(?:href|src)="([^"]*_astro[^"]*)"/g);
  await keepWithImports(Array.from(named, ([, link]) => link));
}

/** Keeps addresses, and what the scripts among them import before they run: no page names that. */
async function keepWithImports(addresses) {
  const left = addresses.map((address) => new URL(address, self.location.href).href);
  const seen = new Set();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    await keepAll([next]);
    const kept = next.endsWith('.js') ? await caches.match(next, { cacheName: KEPT }) : undefined;
    const code = (await kept?.text()) ?? '';
    for (const [, path] of code.matchAll(/\b(?:from|import)\s*["'](\.[^"']+)["']/g))
      left.push(new URL(path, next).href);
  }
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('flash-kept-') && name !== KEPT) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

/** The first page was there before its keeper: it says what it is made of. */
self.addEventListener('message', (event) => {
  const { keep } = event.data ?? {};
  if (Array.isArray(keep)) event.waitUntil(keepAll(keep.map(String)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (!url.pathname.startsWith(BASE) || request.headers.has('range')) return;
  const path = url.pathname.slice(BASE.length);
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (path === 'data/snapshot.json') event.respondWith(manifest(event));
  else if (isLive(path)) event.respondWith(liveOrKept(request));
  else if (isNamedByContent(path)) event.respondWith(keptOrFetched(event));
  else event.respondWith(fetchedOrKept(event));
});

/** Replaced within a second or a minute: kept with the manifest only. */
function isLive(path) {
  return /^data\/(now|tail|lately|channels)[.-]/.test(path);
}

function isNamedByContent(path) {
  if (path.startsWith('_astro/') || /^search\/(fragment|index)\//.test(path)) return true;
  // A run's shard is named by its revision, which a new catalogue may use again.
  return path.startsWith('data/') && !/^data\/run\/.*\.r\d+\.json$/.test(path);
}

async function page(event) {
  const { request } = event;
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request);
  const patience = kept === undefined ? 60_000 : PATIENCE_MS;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patience) });
    // A page that is gone stays gone; a server in trouble is told as it is.
    event.waitUntil(keep(request, response.clone()));
    return response;
  } catch (error) {
    return kept ?? (await cache.match(AWAY)) ?? Promise.reject(error);
  }
}

async function manifest(event) {
  const response = await fetch(event.request);
  if (response.ok && Date.now() - keptAt > KEEP_EVERY_MS) {
    keptAt = Date.now();
    event.waitUntil(keepState(response.clone()));
  }
  return response;
}

/** Keeps what the manifest leads to before the manifest itself: one consistent state, or the one before. */
async function keepState(response) {
  const cache = await caches.open(KEPT);
  const { schema, assets } = await response.clone().json();
  const wanted = [];
  const read = async (reference) => {
    const address = `${BASE}data/${reference.path}?schema=${schema}`;
    wanted.push(new URL(address, self.location.origin).href);
    const known = await cache.match(address);
    const found = known ?? (await fetch(address));
    if (known === undefined) await put(address, found.clone());
    return await found.json();
  };
  try {
    const [now, tail] = await Promise.all([read(assets.now), read(assets.tail)]);
    await Promise.all([read(now.declared), read(now.lately), ...tail.earlier.map(read)]);
    await put(`${BASE}data/snapshot.json`, response);
  } catch {
    // The network went in between: what was kept before stays.
    return;
  }
  for (const { url } of await cache.keys())
    if (isLive(new URL(url).pathname.slice(BASE.length)) && !wanted.includes(url))
      await cache.delete(url);
}

async function liveOrKept(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(request, { cacheName: KEPT })) ?? Promise.reject(error);
  }
}

async function keptOrFetched(event) {
  const kept = await caches.match(event.request, { cacheName: KEPT });
  if (kept !== undefined) return kept;
  const response = await fetch(event.request);
  event.waitUntil(keep(event.request, response.clone()));
  return response;
}

async function fetchedOrKept(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(event.request, { cacheName: KEPT });
    return kept ?? Promise.reject(error);
  }
}

async function keepAll(addresses) {
  const cache = await caches.open(KEPT);
  for (const address of addresses) {
    const url = new URL(address, self.location.href);
    const path = url.pathname.slice(BASE.length);
    if (url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) continue;
    if (isLive(path) || path === 'data/snapshot.json' || (await cache.match(url.href))) continue;
    await fetch(url.href).then(
      (response) => keep(url.href, response),
      () => undefined,
    );
  }
}

/** Keeps a good answer that is not too large; a redirect may not answer a navigation, so its page is kept where it leads. */
async function keep(request, response) {
  const length = Number(response.headers.get('content-length') ?? 0);
  if (response.status !== 200 || response.redirected || length > MOST_BYTES) return;
  await put(request, response);
  await forgetOldest();
}

/** Says beside what is kept when that was, by the reader's clock: of two such times the difference is true. */
async function put(request, response) {
  const headers = new Headers(response.headers);
  headers.set('x-flash-kept-at', String(Date.now()));
  // The body comes unpacked.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const cache = await caches.open(KEPT);
  try {
    // An entry that is put again stays in its old place: the newest has to stand last.
    await cache.delete(request);
    await cache.put(request, new Response(await response.blob(), { headers }));
  } catch {
    // The device has no room: what is kept is halved, so that the next visit finds some.
    await forgetOldest(MOST / 2);
  }
}

let sinceForgotten = 0;

async function forgetOldest(most = MOST) {
  sinceForgotten += 1;
  if (most === MOST && sinceForgotten < 50) return;
  sinceForgotten = 0;
  const cache = await caches.open(KEPT);
  const keys = await cache.keys();
  const own = (url) => url.endsWith(AWAY) || url.endsWith('/data/snapshot.json');
  for (const { url } of keys.slice(0, Math.max(0, keys.length - most)))
    if (!own(url)) await cache.delete(url);
}
