import type { Span } from '../components/line.tsx';
import type { Glyphs } from '../glyphs.ts';
import type { Role } from '../theme.ts';
import type { LightLevel } from './light-levels.ts';
import type { MapPoint, Outlines } from './outlines.ts';
import { dotsAcross, dotsDown, type Raster } from './raster.ts';
import { type Route, routeBetween } from './route.ts';

export type MapPicture = {
  readonly outlines: Outlines;
  readonly raster: Raster;
  readonly levels: ReadonlyMap<string, LightLevel>;
  /** Codes; '' for none. */
  readonly selected: string;
  readonly home: string;
};

/** Brightness as it is drawn: the levels, and the selected country above them all. */
type Brightness = LightLevel | 5;
const selectedBrightness = 5;

const roles: readonly Role[] = ['land', 'light1', 'light2', 'light3', 'light4', 'place'];
/** One character a cell, where there is no Braille. */
const asciiLand = ['.', ':', 'o', 'O', '#', '%'] as const;
const asciiRoute = '*';
/** Dots of a cell that must be land for a character; Braille needs no such threshold. */
const leastAsciiDots = 3;

const brailleBase = 0x2800;
/** Bits of the dots of a Braille character, by row and column. */
const dotBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80] as const;

/** The rows of the map. Brightness is density as well as colour, so that it can be read without. */
export function paintMap(picture: MapPicture, glyphs: Glyphs): readonly (readonly Span[])[] {
  const { raster, levels, selected } = picture;
  const brightness = new Uint8Array(raster.countries.length + 1);
  // Islands too small for a shape of their own are drawn when there is something to say about them.
  const isHidden = new Uint8Array(raster.countries.length + 1);
  for (const [index, { code, rings }] of raster.countries.entries()) {
    brightness[index + 1] = code === selected ? selectedBrightness : (levels.get(code) ?? 0);
    isHidden[index + 1] = rings.length === 0 && brightness[index + 1] === 0 ? 1 : 0;
  }
  const target = anchorOf(raster, selected);
  const home = anchorOf(raster, picture.home);
  const isFar = target !== undefined && home !== undefined && selected !== picture.home;
  const route = isFar ? routeBetween(picture.outlines, raster, home, target) : undefined;
  const signs = new Map<number, { readonly text: string; readonly role: Role }>();
  const put = (at: MapPoint | undefined, text: string): void => {
    if (at !== undefined) signs.set(cellOf(raster, at), { text, role: 'place' });
  };
  put(target, route === undefined ? glyphs.marked : glyphs.heads[route.head]);
  put(home, glyphs.home);

  const painter = { raster, brightness, isHidden, route, ascii: glyphs.ascii };
  return Array.from({ length: raster.rows }, (_, row) => {
    const spans: { text: string; role: Role }[] = [];
    for (let column = 0; column < raster.columns; column += 1) {
      const { text, role } = signs.get(row * raster.columns + column) ?? cellAt(painter, column, row);
      const last = spans.at(-1);
      // Blanks have no colour, and every span costs; but some looks underline.
      const joins = last !== undefined && (last.role === role || (text === ' ' && last.role !== 'place'));
      if (joins) last.text += text;
      else spans.push({ text, role });
    }
    return spans;
  });
}

/** What a level looks like, for the key of the map. */
export function lightSample(level: LightLevel, ascii: boolean): Span {
  const role = roles[level] ?? 'plain';
  if (ascii) return { text: asciiLand[level].repeat(2), role };
  let bits = 0;
  for (const [dot, bit] of dotBits.entries()) {
    if (isDrawn(level, dot % dotsAcross, Math.floor(dot / dotsAcross))) bits |= bit;
  }
  return { text: String.fromCharCode(brailleBase + bits).repeat(2), role };
}

type Painter = {
  readonly raster: Raster;
  readonly brightness: Uint8Array;
  readonly isHidden: Uint8Array;
  readonly route: Route | undefined;
  readonly ascii: boolean;
};

function cellAt(
  painter: Painter,
  column: number,
  row: number,
): { readonly text: string; readonly role: Role } {
  const { raster, brightness, isHidden, route, ascii } = painter;
  const width = raster.columns * dotsAcross;
  let land = 0;
  let bits = 0;
  let way = 0;
  let brightest = 0;
  for (const [index, bit] of dotBits.entries()) {
    const x = column * dotsAcross + (index % dotsAcross);
    const y = row * dotsDown + Math.floor(index / dotsAcross);
    const dot = y * width + x;
    if (route?.dots.has(dot) === true) way |= bit;
    const country = raster.owner[dot] ?? 0;
    if (country === 0 || isHidden[country] === 1) continue;
    land += 1;
    const level = (brightness[country] ?? 0) as Brightness;
    if (level > brightest) brightest = level;
    // A dot alone in the sea is all there is of its country.
    if (isDrawn(level, x, y) || isCoast(painter, x, y)) bits |= bit;
  }
  // The way is drawn alone: among the dots of land nobody could follow it.
  if (way !== 0) return { text: ascii ? asciiRoute : String.fromCharCode(brailleBase + way), role: 'route' };
  const role = roles[brightest] ?? 'land';
  if (!ascii) return { text: bits === 0 ? ' ' : String.fromCharCode(brailleBase + bits), role };
  const isLand = land >= leastAsciiDots || (land > 0 && brightest > 0);
  return { text: isLand ? (asciiLand[brightest] ?? '.') : ' ', role };
}

/** The pattern of a brightness: a quarter, half, three quarters of the dots, then all. */
function isDrawn(level: Brightness, x: number, y: number): boolean {
  switch (level) {
    case 0:
      return x % 2 === 0 && y % 2 === 0;
    case 1:
      return (x + y) % 2 === 0;
    case 2:
      return x % 2 === 0 || y % 2 === 0;
    default:
      return true;
  }
}

function isCoast({ raster }: Painter, x: number, y: number): boolean {
  const width = raster.columns * dotsAcross;
  const height = raster.rows * dotsDown;
  const isSea = (column: number, row: number): boolean =>
    column >= 0 && column < width && row >= 0 && row < height && raster.owner[row * width + column] === 0;
  return isSea(x - 1, y) || isSea(x + 1, y) || isSea(x, y - 1) || isSea(x, y + 1);
}

function anchorOf(raster: Raster, code: string): MapPoint | undefined {
  return code === '' ? undefined : raster.anchors.get(code);
}

function cellOf(raster: Raster, { x, y }: MapPoint): number {
  return Math.floor(y / dotsDown) * raster.columns + Math.floor(x / dotsAcross);
}
