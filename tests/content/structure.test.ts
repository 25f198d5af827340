/** Headings of every page come in order, drawings say what they show, and what is generated is in step with its source. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { configKeys, parseMeanings } from '#site/src/docs/config-keys.ts';
import { parseGlossary, termsOf } from '#site/src/docs/glossary.ts';
import { openPointsOf } from '#site/src/docs/open-points.ts';
import { parseTableWords, tablesOf } from '#site/src/docs/tables.ts';
import { QUESTIONS } from './questions.ts';
import { readPages, ROOT } from './pages.ts';

const pages = readPages();
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('pages', () => {
  it('have headings in order, beginning below the title', () => {
    const wrong = pages.flatMap(({ file, raw }) => {
      const text = raw.replace(/^( *)```[\s\S]*?^\1```/gm, '');
      let level = 1;
      return [...text.matchAll(/^(#{1,6}) (.+)$/gm)].flatMap(([, marks = '', title]) => {
        const isWrong = marks.length === 1 || marks.length > level + 1;
        level = marks.length;
        return isWrong ? [`${file}: "${title}" is ${marks}`] : [];
      });
    });
    assert.deepEqual(wrong, []);
  });

  it('have text in place of every picture', () => {
    const wrong = pages.flatMap(({ file, prose }) =>
      [...prose.matchAll(/!\[([^\]]*)\]/g)].flatMap(([, alt]) =>
        (alt ?? '').length < 10 ? [file] : [],
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it('have drawings with a title and a description', () => {
    for (const file of globSync('site/src/components/docs/*.astro', { cwd: ROOT })) {
      const text = read(file);
      if (!text.includes('<svg') || file.endsWith('/Drawing.astro')) continue;
      assert.match(text, /<title id=[\s\S]*<desc id=/, file);
    }
    for (const file of globSync('site/src/components/docs/*Drawing.astro', { cwd: ROOT })) {
      if (file.endsWith('/Drawing.astro')) continue;
      assert.match(
        read(file),
        /<Drawing\s+id="[^"]+"\s+title="[^"]+"\s+description="[^"]{80,}"/,
        file,
      );
    }
  });
});

describe('glossary', () => {
  const terms = termsOf(parseGlossary(read('content/experiment/glossary.yaml')));
  const page = pages.find(({ address }) => address === '/docs/experiment/glossary/');

  it('has eighty words at least, and the Italian ones that people say', () => {
    assert.ok(terms.length >= 80, `${terms.length}`);
    const said = terms.map(({ it }) => it ?? '').join(' ');
    for (const word of [
      'turno',
      'presa dati',
      'campagna',
      'calibrazione',
      'rampa',
      'raffreddamento',
      'travaso',
      'reperibile',
      'nastro',
      'quaderno',
    ])
      assert.ok(said.includes(word), word);
  });

  it('leads to pages that exist', () => {
    const known = new Set(pages.map(({ address }) => address));
    const wrong = terms.filter(
      ({ see }) => see !== undefined && !known.has(`/docs/${see.replace(/#.*$/, '')}`),
    );
    assert.deepEqual(
      wrong.map(({ id, see }) => `${id}: ${see}`),
      [],
    );
  });

  it('shows every group', () => {
    const { groups } = parseGlossary(read('content/experiment/glossary.yaml'));
    assert.deepEqual(
      groups.filter(({ id }) => page?.raw.includes(`<GlossaryTerms group="${id}" />`) !== true),
      [],
    );
  });
});

describe('references', () => {
  it('say what every key of the configuration is for, and of none that is not there', () => {
    parseMeanings(read('content/infrastructure/configuration.yaml'), configKeys());
  });

  it('say what every table holds', () => {
    const files = globSync('telemetry/catalogue/migrations/*.sql', { cwd: ROOT }).sort();
    const tables = tablesOf(files.map(read));
    assert.ok(tables.every(({ columns }) => columns.length > 0));
    parseTableWords(read('content/infrastructure/tables.yaml'), tables);
  });
});

describe('open points', () => {
  it('are whole sentences, each with who can answer', () => {
    const points = openPointsOf(
      Object.fromEntries(pages.map(({ file, raw }) => [`/${file}`, raw])),
    );
    assert.ok(points.length >= 20, `${points.length}`);
    for (const { page, text } of points) assert.match(text, /^[A-Z].*\.$/, `${page}: ${text}`);
  });
});

describe('questions of newcomers', () => {
  it('are forty at least and lead to pages that exist', () => {
    assert.ok(QUESTIONS.length >= 40);
    const known = new Set(pages.map(({ address }) => address));
    const wrong = QUESTIONS.flatMap(({ first }) =>
      first.filter((path) => !known.has(`/docs/${path}`)),
    );
    assert.deepEqual(wrong, []);
  });
});
