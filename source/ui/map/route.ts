import type { MapPoint, Outlines } from './outlines.ts';
import { dotsAcross, dotsDown, type Raster } from './raster.ts';

/** Dots of the line between two countries, and where its arrow points at the end. */
export type Route = {
  /** Dots by number: row × dots of a row + column. */
  readonly dots: ReadonlySet<number>;
  /** 0 right, 1 down, 2 left, 3 up. */
  readonly head: 0 | 1 | 2 | 3;
};

/** The shortest way over the globe, as far as it lies on the map; where it leaves at one side it comes back at the other. */
export function routeBetween(outlines: Outlines, raster: Raster, from: MapPoint, to: MapPoint): Route {
  const width = raster.columns * dotsAcross;
  const height = raster.rows * dotsDown;
  const onMap = ({ x, y }: MapPoint): MapPoint => ({ x: (x + 0.5) / width, y: (y + 0.5) / height });
  const way = outlines
    .way(onMap(from), onMap(to), width)
    .map(({ x, y }) => ({ x: Math.floor(x * width), y: Math.floor(y * height) }));
  const dots = new Set<number>();
  for (const [index, point] of way.entries()) {
    const last = way[index - 1];
    if (last === undefined || Math.abs(point.x - last.x) > width / 2) continue;
    const steps = Math.max(1, Math.abs(point.x - last.x), Math.abs(point.y - last.y));
    for (let step = 0; step <= steps; step += 1) {
      const x = Math.round(last.x + ((point.x - last.x) * step) / steps);
      const y = Math.round(last.y + ((point.y - last.y) * step) / steps);
      if (x >= 0 && x < width && y >= 0 && y < height) dots.add(y * width + x);
    }
  }
  return { dots, head: headOf(way) };
}

/** Where the last cells of the way lead. */
function headOf(way: readonly MapPoint[]): Route['head'] {
  const end = way.at(-1);
  const before = way.findLast(
    point =>
      end !== undefined &&
      Math.max(Math.abs(end.x - point.x) / dotsAcross, Math.abs(end.y - point.y) / dotsDown) >= 2,
  );
  if (end === undefined || before === undefined) return 0;
  const x = (end.x - before.x) / dotsAcross;
  const y = (end.y - before.y) / dotsDown;
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 0 : 2;
  return y >= 0 ? 1 : 3;
}
