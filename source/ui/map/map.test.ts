import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { asciiGlyphs, unicodeGlyphs } from '../glyphs.ts';
import { codeOfShape, countryCodes } from './country-codes.ts';
import { countryPoints } from './country-points.ts';
import { levelsKey, lightLevel, lightLevels } from './light-levels.ts';
import { loadedOutlines, loadOutlines, type Outlines } from './outlines.ts';
import { paintMap } from './paint.ts';
import { dotsAcross, dotsDown, rasterise, rasterOf } from './raster.ts';
import { routeBetween } from './route.ts';

type Shapes = {
  readonly objects: {
    readonly countries: {
      readonly geometries: readonly {
        readonly id?: string;
        readonly properties: { readonly name: string };
      }[];
    };
  };
};

function shapesOf(scale: '110m' | '50m') {
  const path = createRequire(import.meta.url).resolve(`world-atlas/countries-${scale}.json`);
  return (JSON.parse(readFileSync(path, 'utf8')) as Shapes).objects.countries.geometries;
}

describe('codes of countries', () => {
  it('are known for every shape of the map data', () => {
    const unknown = (['110m', '50m'] as const).flatMap(scale =>
      shapesOf(scale)
        .filter(({ id, properties }) => codeOfShape(id, properties.name) === undefined)
        .map(({ properties }) => properties.name),
    );
    // Two disputed patches without people or addresses.
    expect(unknown.toSorted()).toEqual(['Indian Ocean Ter.', 'Siachen Glacier']);
  });

  it('are 249 different ones, each with a name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(new Set(countryCodes).size).toBe(249);
    expect(countryCodes.filter(code => names.of(code) === undefined)).toEqual([]);
  });

  it('mean what the map data calls the shape', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    const shapes = shapesOf('50m').map(
      ({ id, properties }) => [codeOfShape(id, properties.name), properties.name] as const,
    );
    const same = shapes.filter(([code, name]) => code !== undefined && names.of(code) === name);
    // The rest is abbreviated or spelt otherwise.
    expect(same.length).toBeGreaterThan(180);
  });
});

describe('the map', () => {
  let outlines: Outlines;

  beforeAll(async () => {
    outlines = await loadOutlines();
  });

  it('is loaded once', async () => {
    expect(loadedOutlines()).toBe(outlines);
    expect(await loadOutlines()).toBe(outlines);
  });

  it('has a place for every country but Antarctica', () => {
    const codes = new Set(outlines.countries.map(({ code }) => code));
    expect([...countryCodes, 'XK'].filter(code => !codes.has(code))).toEqual(['AQ']);
    for (const { code, middle } of outlines.countries) {
      expect(Number.isFinite(middle.x) && Number.isFinite(middle.y), code).toBe(true);
    }
  });

  it('names no country twice that has a point of its own', () => {
    const shaped = outlines.countries.filter(({ rings }) => rings.length > 0).map(({ code }) => code);
    expect(countryPoints.filter(({ code }) => shaped.includes(code))).toEqual([]);
  });

  it.each([
    ['Berlin', 13.4, 52.5, 'DE'],
    ['Denver', -105, 39.7, 'US'],
    ['Fairbanks', -147.7, 64.8, 'US'],
    ['Winnipeg', -97.1, 50.5, 'CA'],
    ['Brasília', -47.9, -15.8, 'BR'],
    ['Alice Springs', 133.9, -23.7, 'AU'],
    ['Novosibirsk', 82.9, 55, 'RU'],
    ['Anadyr', 177, 66, 'RU'],
    ['Wuhan', 114.3, 30.6, 'CN'],
    ['Nagpur', 79.1, 21.1, 'IN'],
    ['Kinshasa', 21, -2, 'CD'],
    ['Madrid', -3.7, 40.4, 'ES'],
    ['Maseru', 28.2, -29.5, 'LS'],
    ['the Atlantic', -40, 30, undefined],
    ['the Pacific', -150, 10, undefined],
    ['the Caspian Sea', 51, 41, undefined],
  ])('has %s where it belongs', (_, longitude, latitude, code) => {
    const raster = rasterise(outlines, 180, 40);
    const { x, y } = outlines.place(longitude, latitude);
    const column = Math.floor(x * 180 * dotsAcross);
    const row = Math.floor(y * 40 * dotsDown);
    const owner = raster.owner[row * 180 * dotsAcross + column] ?? 0;
    expect(raster.countries[owner - 1]?.code).toBe(code);
  });

  it.each([
    [57, 10],
    [90, 19],
    [180, 40],
  ])('has a dot of its own for every country at %i × %i', (columns, rows) => {
    const raster = rasterise(outlines, columns, rows);
    const owners = new Set(raster.owner);
    const missing = raster.countries.filter((_, index) => !owners.has(index + 1)).map(({ code }) => code);
    expect(missing).toEqual([]);
    for (const [index, { code }] of raster.countries.entries()) {
      const anchor = raster.anchors.get(code);
      if (anchor === undefined) throw new Error(`${code} is nowhere`);
      expect(raster.owner[anchor.y * columns * dotsAcross + anchor.x], code).toBe(
        // Somalia has two shapes, Cyprus too: either will do.
        anchor.country + 1,
      );
      expect(raster.countries[anchor.country]?.code, String(index)).toBe(code);
    }
  });

  it('is drawn once for a size', () => {
    const one = rasterOf(outlines, 60, 12);
    expect(rasterOf(outlines, 60, 12)).toBe(one);
    expect(rasterOf(outlines, 61, 12)).not.toBe(one);
    expect(rasterOf(outlines, 60, 12)).toBe(one);
  });

  it('survives sizes nobody would choose', () => {
    for (const [columns, rows] of [
      [1, 1],
      [2, 40],
      [400, 1],
    ] as const) {
      const raster = rasterise(outlines, columns, rows);
      const picture = { outlines, raster, levels: new Map(), selected: 'JP', home: 'DE' };
      expect(paintMap(picture, unicodeGlyphs)).toHaveLength(rows);
    }
  });

  const drawn = (selected: string, home: string, glyphs = unicodeGlyphs, weights = { DE: 1, US: 0.2 }) => {
    const levels = lightLevels(Object.entries(weights).map(([code, weight]) => ({ code, weight })));
    const raster = rasterOf(outlines, 90, 19);
    return paintMap({ outlines, raster, levels, selected, home }, glyphs).map(spans =>
      spans.map(({ text }) => text).join(''),
    );
  };

  it('is pure ASCII where that is asked for', () => {
    const lines = drawn('JP', 'DE', asciiGlyphs);
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{90}$/);
    expect(lines.join('')).toContain('H');
    expect(lines.join('')).toContain('*');
  });

  it('fills its cells in Braille too', () => {
    for (const line of drawn('JP', 'DE')) expect(line).toHaveLength(90);
  });

  it('shows more dots where there is more traffic', () => {
    const dots = (weights: Record<string, number>): number =>
      drawn('', '', unicodeGlyphs, weights as { DE: number; US: number })
        .join('')
        .replace(/ /g, '')
        .split('')
        .reduce((sum, one) => sum + (one.charCodeAt(0) - 0x2800).toString(2).replaceAll('0', '').length, 0);
    const counts = [0, 0.001, 0.05, 0.2].map(weight => dots({ AU: weight, BR: weight }));
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect(new Set(counts).size).toBe(4);
  });

  it('shows islands only when there is something to say about them', () => {
    const without = drawn('', '', unicodeGlyphs, {} as { DE: number; US: number });
    const withTraffic = drawn('', '', unicodeGlyphs, { MU: 0.5 } as unknown as { DE: number; US: number });
    expect(withTraffic).not.toEqual(without);
  });

  it('points from home to the selected country, either way round the globe', () => {
    const raster = rasterOf(outlines, 90, 19);
    const at = (code: string) => raster.anchors.get(code) ?? { x: 0, y: 0 };
    const south = routeBetween(outlines, raster, at('DE'), at('ZA'));
    expect(south.head).toBe(1);
    expect(south.dots.size).toBeGreaterThan(40);
    expect(routeBetween(outlines, raster, at('US'), at('DE')).head).toBe(0);
    // Over the Pacific: off one side of the map, and back at the other.
    const pacific = [...routeBetween(outlines, raster, at('JP'), at('MX')).dots].map(dot => dot % 180);
    expect(Math.min(...pacific)).toBeLessThan(25);
    expect(Math.max(...pacific)).toBeGreaterThan(155);
    expect(pacific.filter(x => x > 70 && x < 110)).toEqual([]);
  });

  it('shows no way where there is none', () => {
    expect(drawn('DE', 'DE').join('')).not.toMatch(/[▶▼◀▲]/);
    expect(drawn('DE', '').join('')).toContain('◆');
    expect(drawn('', 'DE').join('')).toContain('⌂');
    // Codes that are no country of the map, as databases have them.
    expect(drawn('EU', 'AP')).toEqual(drawn('', ''));
  });
});

describe('brightness', () => {
  it('goes in steps', () => {
    expect([0, -1, Number.NaN, 0.0001, 0.01, 0.1, 0.5, 1].map(lightLevel)).toEqual([0, 0, 0, 1, 2, 3, 4, 4]);
  });

  it('does not flicker at the edge of a step', () => {
    const level = (weight: number, before?: ReturnType<typeof lightLevels>) =>
      lightLevels([{ code: 'DE', weight }], before);
    const bright = level(0.5);
    expect(level(0.45, bright).get('DE')).toBe(4);
    expect(level(0.3, bright).get('DE')).toBe(3);
    const dim = level(0.45);
    expect(level(0.55, dim).get('DE')).toBe(3);
    expect(level(0.9, dim).get('DE')).toBe(4);
    expect(level(0, bright).size).toBe(0);
  });

  it('is the same whatever the order', () => {
    const one = lightLevels([
      { code: 'DE', weight: 1 },
      { code: 'US', weight: 0.2 },
    ]);
    const other = lightLevels([
      { code: 'US', weight: 0.2 },
      { code: 'DE', weight: 1 },
    ]);
    expect(levelsKey(one)).toBe(levelsKey(other));
  });
});
