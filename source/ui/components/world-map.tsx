import { Box } from 'ink';
import { memo, type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { WorldBody } from '../../engine/protocol.ts';
import { type LightLevel, levelsKey, lightLevels } from '../map/light-levels.ts';
import { loadedOutlines, loadOutlines, type Outlines } from '../map/outlines.ts';
import { paintMap } from '../map/paint.ts';
import { rasterOf } from '../map/raster.ts';
import { useSettings } from '../settings.ts';
import { Line, type Span } from './line.tsx';

type Props = {
  readonly lights: WorldBody['lights'];
  /** Codes; '' for none. */
  readonly selected: string;
  readonly home: string;
  readonly columns: number;
  readonly rows: number;
};

/** The world, brighter where traffic is, with an arrow from home to the selected country. */
export function WorldMap({ lights, selected, home, columns, rows }: Props): ReactElement {
  const { glyphs } = useSettings();
  const { outlines, isMissing } = useOutlines();
  const levels = useLevels(lights);
  // Snapshots bring new objects that say the same: the map is painted anew when it would look different.
  const spans = useMemo(
    () =>
      outlines === undefined
        ? undefined
        : paintMap({ outlines, raster: rasterOf(outlines, columns, rows), levels, selected, home }, glyphs),
    [outlines, columns, rows, levels, selected, home, glyphs],
  );
  if (spans !== undefined) return <MapLines lines={spans} width={columns} />;
  const text = isMissing ? ' no map: its outlines could not be read' : ' drawing the map';
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line width={columns} spans={[{ text, role: 'quiet' }]} />
    </Box>
  );
}

const MapLines = memo(function MapLines({
  lines,
  width,
}: {
  readonly lines: readonly (readonly Span[])[];
  readonly width: number;
}): ReactElement {
  return (
    <Box flexDirection="column" width={width} height={lines.length}>
      {lines.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a map have no other identity.
        <Line key={row} width={width} spans={spans} />
      ))}
    </Box>
  );
});

/** Levels that change only where they look different. */
function useLevels(lights: Props['lights']): ReadonlyMap<string, LightLevel> {
  const shown = useRef<ReadonlyMap<string, LightLevel>>(new Map());
  const next = lightLevels(lights, shown.current);
  if (levelsKey(next) !== levelsKey(shown.current)) shown.current = next;
  return shown.current;
}

/** Read when somebody first looks at the map. */
function useOutlines(): { readonly outlines: Outlines | undefined; readonly isMissing: boolean } {
  const [outlines, setOutlines] = useState(loadedOutlines);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    let isShown = true;
    loadOutlines().then(
      loaded => {
        if (isShown) setOutlines(loaded);
      },
      () => {
        if (isShown) setMissing(true);
      },
    );
    return () => {
      isShown = false;
    };
  }, []);
  return { outlines, isMissing };
}
