/** What the settings of `storage` need: mounts, directories, lists, and the addresses of clouds and storages. */

import type { SourceHint } from '#agents/source-hint.ts';
import { fileHints } from '#agents/source-hint.ts';
import type { OpenStackSettings, PlaceSettings, StorageSettings } from '../storage.schema.ts';

/** Returns them in the order of the configuration; quotas that stand in it need nothing. */
export function storageSources(settings: StorageSettings): SourceHint[] {
  const { volumes, directories, openstack, copies } = settings;
  return [
    ...volumes.map(({ name, path }): SourceHint => {
      return { kind: 'directory', what: `volume ${name}`, path };
    }),
    ...directories.map(({ name, path }): SourceHint => {
      return { kind: 'directory', what: `directory ${name}`, path };
    }),
    ...openstack.flatMap(cloudSources),
    ...copies.flatMap(placeSources),
  ];
}

function cloudSources(cloud: OpenStackSettings): SourceHint[] {
  return [
    { kind: 'address', what: `cloud ${cloud.place}`, url: cloud.auth_url },
    ...fileHints({ credential: cloud.credential_secret_file, authority: cloud.ca_file }),
  ];
}

function placeSources(place: PlaceSettings): SourceHint[] {
  const what = `copies at ${place.location}`;
  if (place.kind === 'listing') return [{ kind: 'file', what, path: place.file }];
  const secrets =
    place.kind === 'webdav'
      ? { token: place.token_file }
      : { 'access key': place.access_key_file, 'secret key': place.secret_key_file };
  return [
    { kind: 'address', what, url: place.url },
    ...fileHints({ ...secrets, authority: place.ca_file }),
  ];
}
