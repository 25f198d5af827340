/** Keeps a page of the documentation light: the handbook's chapters beside the handbook, the API's modules beside the API; the icon needs no request. */

import { defineRouteMiddleware } from '@astrojs/starlight/route-data';
import { foldModules } from './api-sidebar.ts';
import { MARK_ICON } from '../text/mark.ts';
import { foldFolders } from './chapters-sidebar.ts';

export const onRequest = defineRouteMiddleware((context) => {
  const { starlightRoute } = context.locals;
  const isApi = starlightRoute.id === 'api' || starlightRoute.id.startsWith('api/');
  const entries = starlightRoute.sidebar.filter((entry) => (entry.label === 'API') === isApi);
  const [api] = entries;
  starlightRoute.sidebar =
    isApi && api?.type === 'group'
      ? [...foldModules(api.entries, context.url.pathname)]
      : foldFolders(entries);
  for (const { tag, attrs } of starlightRoute.head)
    if (tag === 'link' && attrs?.['rel'] === 'shortcut icon') attrs['href'] = MARK_ICON;
});
