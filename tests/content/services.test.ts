/** The services' data file is valid and leaves out no address of the talk it comes from. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseServices } from '#site/src/docs/services.ts';
import { needsSharedData, sharedData } from '../support/shared-data.ts';
import { ROOT } from './pages.ts';

const SEEDS = '../seeds';
const { services, resources } = parseServices(
  readFileSync(join(ROOT, 'content/infrastructure/services.yaml'), 'utf8'),
);

/** Returns the addresses of a text, as they stand there; those cut short with dots are none. */
function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:https?|davs):\/\/[^\s<>)|]+/g)]
    .map(([address]) => address.replace(/[.,;]+$/, (end) => (end.length > 1 ? '...' : '')))
    .filter((address) => !address.endsWith('...'));
}

/** An identity provider's address followed by one person's identifier: the person is not published. */
const withoutPerson = (address: string) => address.replace(/\?urn:oid:.*$/, '');

describe('content/infrastructure/services.yaml', () => {
  it('has every address of the talk', needsSharedData(SEEDS), () => {
    const told = readdirSync(sharedData(SEEDS))
      .flatMap((name) => addressesIn(readFileSync(sharedData(join(SEEDS, name)), 'utf8')))
      .map(withoutPerson);
    const listed = new Set(services.map(({ address }) => address));
    assert.ok(told.length >= 7, `found ${told.length} addresses`);
    assert.deepEqual(
      told.filter((address) => !listed.has(address)),
      [],
    );
  });

  it('says that the volumes are 130 TB and that 260 TB was an error', () => {
    const volumes = resources.find(({ what }) => what === 'volumes');
    assert.equal(volumes?.value, 130);
    assert.equal(volumes?.unit, 'TB');
    assert.match(volumes?.note ?? '', /260 TB .* error/);
  });

  it('publishes no identifier of a person', () => {
    for (const { address = '' } of services) assert.doesNotMatch(address, /urn:oid|@|[?&]id=/);
  });
});

describe('addresses in a text', () => {
  it('are found whole, and shortened ones are left out', () => {
    const text =
      'see <https://a.test/d?x=1&y=2> and davs://b.test:8443/tape, not davs://xfer-archiv... |';
    assert.deepEqual(addressesIn(text), ['https://a.test/d?x=1&y=2', 'davs://b.test:8443/tape']);
  });
});
