import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as breathe } from 'node:timers/promises';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { codeOfShape } from './country-codes.ts';
import { countryPoints } from './country-points.ts';

/**
 * The countries of the earth as flat shapes: Natural Earth's 1:110 million outlines (package `world-atlas`),
 * projected. Nothing of it is read before somebody wants to see a map.
 */
export type Outlines = {
  readonly countries: readonly CountryOutline[];
  /** Where a place lies on the map: 0 … 1 from the left and from the top; beyond that, off the map. */
  readonly place: (longitude: number, latitude: number) => MapPoint;
  /** The shortest way over the globe as `steps` + 1 places. */
  readonly way: (from: MapPoint, to: MapPoint, steps: number) => readonly MapPoint[];
};

export type MapPoint = { readonly x: number; readonly y: number };

export type CountryOutline = {
  readonly code: string;
  /** Closed rings x, y, x, y …, in units of `place`; a point inside an odd number of them belongs to the country. */
  readonly rings: readonly Float64Array[];
  /** In the middle of its largest part. */
  readonly middle: MapPoint;
};

/** Width of the map divided by its height where it is not stretched. */
export const mapAspect = 2.39;

/** Antarctica has no addresses and would take a third of the room. */
const leftOut = 'AQ';
const northernmost = 79;
const southernmost = -55;
/** The seam of the map runs through the Bering strait and not through Russia. */
const turnDegrees = -11;
const shapesPerPiece = 30;

type Geo = typeof import('d3-geo');
type Sources = {
  readonly geo: Geo;
  readonly topology: typeof import('topojson-client');
  readonly text: string;
};
type Position = readonly [x: number, y: number];

let sources: Promise<Sources> | undefined;
let outlines: Outlines | undefined;
let loading: Promise<Outlines> | undefined;

/** Reads what the map is made of, and makes nothing of it yet: for those who soon may not read it any more. */
export function readMapSources(): Promise<Sources> {
  sources ??= Promise.all([import('d3-geo'), import('topojson-client')]).then(([geo, topology]) => ({
    geo,
    topology,
    text: readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'), 'utf8'),
  }));
  return sources;
}

/** What was loaded already. */
export function loadedOutlines(): Outlines | undefined {
  return outlines;
}

/** Some milliseconds of work, once, in pieces between which keys are heard; rejects where the package cannot be read. */
export function loadOutlines(): Promise<Outlines> {
  loading ??= readMapSources().then(async read => {
    outlines = await makeOutlines(read);
    return outlines;
  });
  return loading;
}

async function makeOutlines({ geo, topology, text }: Sources): Promise<Outlines> {
  const projection = geo.geoNaturalEarth1().rotate([turnDegrees, 0]);
  const at = (longitude: number, latitude: number): [number, number] =>
    projection([longitude, latitude]) ?? [0, 0];
  const [middleX = 0, top = 0] = at(-turnDegrees, northernmost);
  const [, bottom = 0] = at(-turnDegrees, southernmost);
  const [right = 0] = at(180 - turnDegrees - 0.01, 0);
  const left = 2 * middleX - right;
  const flat = ([x = 0, y = 0]: Position): MapPoint => ({
    x: (x - left) / (right - left),
    y: (y - top) / (bottom - top),
  });
  const onGlobe = ({ x, y }: MapPoint): [number, number] =>
    projection.invert?.([left + x * (right - left), top + y * (bottom - top)]) ?? [0, 0];
  const place = (longitude: number, latitude: number): MapPoint => flat(at(longitude, latitude));

  const pen = new RingPen(flat);
  const draw = geo.geoPath(projection, pen);
  const world = JSON.parse(text) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  await breathe();
  const shapes = topology.feature(world, world.objects.countries).features;
  const countries: CountryOutline[] = [];
  for (const [index, shape] of shapes.entries()) {
    if (index % shapesPerPiece === 0) await breathe();
    const number = shape.id === undefined ? undefined : String(shape.id);
    const code = codeOfShape(number, shape.properties.name);
    if (code === undefined || code === leftOut) continue;
    draw(shape);
    const rings = pen.take();
    countries.push({ code, rings, middle: middleOf(rings) });
  }
  const points = countryPoints.map(({ code, longitude, latitude }) => ({
    code,
    rings: [],
    middle: flat(at(longitude, latitude)),
  }));
  return {
    countries: [...countries, ...points],
    place,
    way: (from, to, steps) => {
      const along = geo.geoInterpolate(onGlobe(from), onGlobe(to));
      return Array.from({ length: steps + 1 }, (_, step) => flat(projection(along(step / steps)) ?? [0, 0]));
    },
  };
}

/** Of the largest part: the middle of all French land lies in the sea. */
function middleOf(rings: readonly Float64Array[]): MapPoint {
  let middle = { x: 0, y: 0 };
  let largest = 0;
  for (const ring of rings) {
    let twice = 0;
    let x = 0;
    let y = 0;
    for (let at = 0; at < ring.length; at += 2) {
      const next = at + 2 < ring.length ? at + 2 : 0;
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [ring[at], ring[at + 1], ring[next], ring[next + 1]];
      const cross = x0 * y1 - x1 * y0;
      twice += cross;
      x += (x0 + x1) * cross;
      y += (y0 + y1) * cross;
    }
    if (Math.abs(twice) <= largest) continue;
    largest = Math.abs(twice);
    middle = { x: x / (3 * twice), y: y / (3 * twice) };
  }
  return middle;
}

/** Takes the rings d3-geo draws. */
class RingPen {
  readonly #flat: (position: Position) => MapPoint;
  #rings: Float64Array[] = [];
  #ring: number[] = [];

  constructor(flat: (position: Position) => MapPoint) {
    this.#flat = flat;
  }

  beginPath(): void {
    this.#ring = [];
  }

  moveTo(x: number, y: number): void {
    this.#ring = [];
    this.lineTo(x, y);
  }

  lineTo(x: number, y: number): void {
    const point = this.#flat([x, y]);
    this.#ring.push(point.x, point.y);
  }

  closePath(): void {
    if (this.#ring.length > 0) this.#rings.push(Float64Array.from(this.#ring));
    this.#ring = [];
  }

  /** Points are no shapes. */
  arc(): void {
    this.closePath();
  }

  take(): readonly Float64Array[] {
    const rings = this.#rings;
    this.#rings = [];
    return rings;
  }
}
