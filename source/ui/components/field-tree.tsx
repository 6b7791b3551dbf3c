import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { FieldRow, OpenedPacket } from '../../engine/protocol.ts';
import { hasChildren, isFolded, shownField, visibleFields } from '../field-tree.ts';
import { useSettings } from '../settings.ts';
import type { InspectState } from '../state.ts';
import { fitted } from '../text-fit.ts';
import { Line } from './line.tsx';

const indent = 2;

/** The fields of the opened packet, scrolled so that the selected one is in view. */
export function FieldTree({
  opened,
  inspect,
  width,
  rows,
}: {
  readonly opened: OpenedPacket;
  readonly inspect: InspectState;
  readonly width: number;
  readonly rows: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const { tree } = opened;
  const visible = visibleFields(tree, inspect.folds);
  const selected = shownField(visible, inspect.field);
  const top = topOf(visible.indexOf(selected), visible.length, rows);
  return (
    <Box flexDirection="column" width={width} height={rows}>
      {visible.slice(top, top + rows).map(index => {
        const sign = !hasChildren(tree, index)
          ? ' '
          : isFolded(tree, index, inspect.folds)
            ? glyphs.collapsed
            : glyphs.expanded;
        return (
          <TreeLine
            key={index}
            field={tree[index] as FieldRow}
            sign={sign}
            selected={index === selected}
            hasCursor={inspect.pane === 'tree'}
            width={width}
          />
        );
      })}
    </Box>
  );
}

/** Keeps the selected line in the middle, except at both ends. */
export function topOf(selected: number, total: number, rows: number): number {
  return Math.max(0, Math.min(total - rows, selected - Math.floor(rows / 2)));
}

type TreeLineProps = {
  readonly field: FieldRow;
  readonly sign: string;
  readonly selected: boolean;
  readonly hasCursor: boolean;
  readonly width: number;
};

const TreeLine = memo(function TreeLine({
  field,
  sign,
  selected,
  hasCursor,
  width,
}: TreeLineProps): ReactElement {
  const { glyphs } = useSettings();
  const start = `${selected ? glyphs.selected : ' '}${' '.repeat(field.depth * indent)}${sign} `;
  if (selected) {
    const text = start + field.label + (field.value === '' ? '' : `: ${field.value}`);
    const role = hasCursor ? 'selected' : 'field';
    return <Line width={width} spans={[{ text: fitted(text, width, glyphs.ellipsis), role }]} />;
  }
  const label = field.value === '' ? field.label : `${field.label}: `;
  return (
    <Line
      width={width}
      spans={[
        { text: start },
        { text: label, role: field.depth === 0 ? 'strong' : field.value === '' ? 'plain' : 'quiet' },
        { text: field.value },
      ]}
    />
  );
}, sameLine);

/** Every snapshot brings new objects of the same fields. */
function sameLine(one: TreeLineProps, other: TreeLineProps): boolean {
  return (
    one.selected === other.selected &&
    one.hasCursor === other.hasCursor &&
    one.width === other.width &&
    one.sign === other.sign &&
    one.field.depth === other.field.depth &&
    one.field.label === other.field.label &&
    one.field.value === other.field.value
  );
}
