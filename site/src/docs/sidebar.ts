/** Shows the handbook's chapters beside the handbook and the API's modules beside the API, never both: a page stays light. */

import { defineRouteMiddleware } from '@astrojs/starlight/route-data';
import { foldModules } from './api-sidebar.ts';
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
});
