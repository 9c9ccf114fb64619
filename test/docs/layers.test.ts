import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withLayers, withoutImplied, type Arrow } from '../../dev/docs/layers';
import { read, root } from './pages';

const page = read('CONTRIBUTING.md');

const arrow = (from: string, to: string, typeOnly = false): Arrow => ({ from, to, typeOnly });

describe('the folders and imports of CONTRIBUTING.md', () => {
  it('are those of the code (npm run docs:layers)', () => {
    expect(withLayers(page)).toBe(page);
  });

  it('name every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));

    expect(folders.length).toBeGreaterThan(20);
    expect(folders.filter((folder) => !page.includes(`${folder}/`) && !page.includes(`\`${folder}\``))).toEqual([]);
  });

  it('have a place in the page', () => {
    expect(() => withLayers('# Another page\n')).toThrow('the page has no markers');
  });

  it('leave out an arrow that a longer way implies', () => {
    const direct = [arrow('a', 'b'), arrow('b', 'c')];

    expect(withoutImplied([...direct, arrow('a', 'c'), arrow('a', 'c', true)])).toEqual(direct);
  });

  it('keep an arrow whose longer way imports types alone', () => {
    const all = [arrow('a', 'b', true), arrow('b', 'c'), arrow('a', 'c')];

    expect(withoutImplied(all)).toEqual(all);
  });
});
