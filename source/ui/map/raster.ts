import type { CountryOutline, MapPoint, Outlines } from './outlines.ts';

/** The map as dots, of which a cell of the terminal has two by four. */
export type Raster = {
  /** Cells. */
  readonly columns: number;
  readonly rows: number;
  /** Which country a dot belongs to: its place in `countries` + 1, 0 for the sea. */
  readonly owner: Uint16Array;
  readonly countries: readonly CountryOutline[];
  /** By code: place in `countries`, and the dot in the middle of the country. */
  readonly anchors: ReadonlyMap<string, { readonly country: number; readonly x: number; readonly y: number }>;
};

export const dotsAcross = 2;
export const dotsDown = 4;
/** Samples of a dot, across and down; it is land when so many of them are. */
const samples = 3;
const leastLandSamples = 4;

/** Sizes kept: the one drawn, and one to go back to. */
const keptRasters = 2;
const kept: { readonly outlines: Outlines; readonly raster: Raster }[] = [];

/** The dots of every country on a map of so many cells; the last ones made are remembered. */
export function rasterOf(outlines: Outlines, columns: number, rows: number): Raster {
  const known = kept.find(
    one => one.outlines === outlines && one.raster.columns === columns && one.raster.rows === rows,
  );
  if (known !== undefined) return known.raster;
  const raster = rasterise(outlines, columns, rows);
  kept.unshift({ outlines, raster });
  kept.length = Math.min(kept.length, keptRasters);
  return raster;
}

export function rasterise(outlines: Outlines, columns: number, rows: number): Raster {
  const width = Math.max(1, columns) * dotsAcross;
  const height = Math.max(1, rows) * dotsDown;
  const fine = new Uint16Array(width * samples * height * samples);
  for (const [index, country] of outlines.countries.entries())
    fill(fine, width * samples, height * samples, country.rings, index + 1);
  const owner = new Uint16Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      owner[y * width + x] = majority(fine, width * samples, x * samples, y * samples);
    }
  }
  const anchors = placeCountries(outlines.countries, owner, width, height);
  return { columns, rows, owner, countries: outlines.countries, anchors };
}

/** Finds the middle dot of every country, and makes one for those that have none. */
function placeCountries(
  countries: readonly CountryOutline[],
  owner: Uint16Array,
  width: number,
  height: number,
): Raster['anchors'] {
  const anchors = new Map<string, { country: number; x: number; y: number }>();
  const dots = new Int32Array(countries.length + 1);
  for (const country of owner) dots[country] = (dots[country] ?? 0) + 1;
  const isAnchor = new Uint8Array(owner.length);
  const place = (country: number, { code, middle }: CountryOutline, test: (dot: number) => boolean): void => {
    const from = { x: clamp(middle.x * width, width), y: clamp(middle.y * height, height) };
    const at = nearestDot(width, height, from, test);
    if (at === undefined) return;
    const dot = at.y * width + at.x;
    isAnchor[dot] = 1;
    owner[dot] = country;
    anchors.set(code, { country: country - 1, ...at });
  };
  const large = [...countries.entries()].filter(([index]) => dots[index + 1] !== 0);
  const small = [...countries.entries()].filter(([index]) => dots[index + 1] === 0);
  for (const [index, country] of large) place(index + 1, country, dot => owner[dot] === index + 1);
  // The small take a dot of the sea or of a large one, but never its middle.
  for (const [index, country] of small) place(index + 1, country, dot => isAnchor[dot] === 0);
  return anchors;
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit - 1, Math.floor(value)));
}

/** The dot nearest to `from` that `test` likes. */
function nearestDot(
  width: number,
  height: number,
  from: MapPoint,
  test: (dot: number) => boolean,
): MapPoint | undefined {
  let best: MapPoint | undefined;
  let least = Number.POSITIVE_INFINITY;
  // Rings around it; a dot further out in one ring may be nearer than the corner of the ring before.
  for (let ring = 0; ring < Math.max(width, height); ring += 1) {
    if (ring * ring > least) break;
    for (let y = Math.max(0, from.y - ring); y <= Math.min(height - 1, from.y + ring); y += 1) {
      const isEdge = y === from.y - ring || y === from.y + ring;
      for (let x = from.x - ring; x <= from.x + ring; x += isEdge ? 1 : Math.max(1, 2 * ring)) {
        if (x < 0 || x >= width) continue;
        const distance = (x - from.x) ** 2 + (y - from.y) ** 2;
        if (distance >= least || !test(y * width + x)) continue;
        least = distance;
        best = { x, y };
      }
    }
  }
  return best;
}

/** The country most samples of a dot lie in, 0 when too few lie in any. */
function majority(fine: Uint16Array, stride: number, left: number, top: number): number {
  const corner = fine[top * stride + left] ?? 0;
  const far = (samples - 1) * stride + samples - 1;
  // Nearly all dots lie in the middle of a country or of the sea.
  if (
    corner === fine[top * stride + left + samples - 1] &&
    corner === fine[top * stride + left + far] &&
    corner === fine[(top + samples - 1) * stride + left] &&
    corner === fine[(top + 1) * stride + left + 1]
  )
    return corner;
  let land = 0;
  let best = 0;
  let most = 0;
  for (let first = 0; first < samples * samples; first += 1) {
    const country = fine[(top + Math.floor(first / samples)) * stride + left + (first % samples)] ?? 0;
    if (country === 0) continue;
    land += 1;
    let count = 0;
    for (let other = first; other < samples * samples; other += 1) {
      if (fine[(top + Math.floor(other / samples)) * stride + left + (other % samples)] === country)
        count += 1;
    }
    if (count > most) {
      most = count;
      best = country;
    }
  }
  return land >= leastLandSamples ? best : 0;
}

/** Fills what lies inside an odd number of rings, row by row: between each crossing and the next. */
function fill(
  fine: Uint16Array,
  width: number,
  height: number,
  rings: readonly Float64Array[],
  value: number,
): void {
  const crossings: number[][] = [];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const next = at + 2 < ring.length ? at + 2 : 0;
      addCrossings(crossings, height, [
        (ring[at] ?? 0) * width,
        (ring[at + 1] ?? 0) * height,
        (ring[next] ?? 0) * width,
        (ring[next + 1] ?? 0) * height,
      ]);
    }
  }
  for (const [row, xs] of crossings.entries()) {
    if (xs === undefined) continue;
    xs.sort((one, other) => one - other);
    for (let index = 0; index + 1 < xs.length; index += 2) {
      const from = Math.max(0, Math.ceil((xs[index] ?? 0) - 0.5));
      const to = Math.min(width, Math.ceil((xs[index + 1] ?? 0) - 0.5));
      if (from < to) fine.fill(value, row * width + from, row * width + to);
    }
  }
}

/** Where a line crosses the middles of rows. */
function addCrossings(
  crossings: number[][],
  height: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): void {
  if (y0 === y1) return;
  const from = Math.max(0, Math.ceil(Math.min(y0, y1) - 0.5));
  const to = Math.min(height, Math.ceil(Math.max(y0, y1) - 0.5));
  for (let row = from; row < to; row += 1) {
    const x = x0 + ((row + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
    const known = crossings[row];
    if (known === undefined) crossings[row] = [x];
    else known.push(x);
  }
}
