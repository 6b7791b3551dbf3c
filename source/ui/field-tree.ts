import type { FieldRow } from '../engine/protocol.ts';

/** The field tree of a packet: a flat list in drawing order, of which folded fields hide a part. */

/** Headings carry addresses and numbers behind a comma: the part before it is what stays. */
function stem(label: string): string {
  const comma = label.indexOf(',');
  return comma < 0 ? label : label.slice(0, comma);
}

/** Name of a field that stays the same from packet to packet: the labels that lead to it. */
export function fieldPath(tree: readonly FieldRow[], index: number): string {
  const labels: string[] = [];
  let depth = Number.POSITIVE_INFINITY;
  for (let at = index; at >= 0; at -= 1) {
    const field = tree[at];
    if (field === undefined || field.depth >= depth) continue;
    depth = field.depth;
    labels.unshift(stem(field.label));
    if (depth === 0) break;
  }
  return labels.join('/');
}

export function hasChildren(tree: readonly FieldRow[], index: number): boolean {
  return (tree[index + 1]?.depth ?? -1) > (tree[index]?.depth ?? 0);
}

/** Unless folded by hand, only the innermost protocol is open: the others say the most in their heading. */
export function isFolded(
  tree: readonly FieldRow[],
  index: number,
  folds: ReadonlyMap<string, boolean>,
): boolean {
  const byHand = folds.size === 0 ? undefined : folds.get(fieldPath(tree, index));
  return byHand ?? (tree[index]?.depth === 0 && index < lastLayer(tree));
}

function lastLayer(tree: readonly FieldRow[]): number {
  return tree.findLastIndex((field, index) => field.depth === 0 && hasChildren(tree, index));
}

/** Indexes of the fields not hidden inside a folded one. */
export function visibleFields(tree: readonly FieldRow[], folds: ReadonlyMap<string, boolean>): number[] {
  const visible: number[] = [];
  const last = lastLayer(tree);
  const path: string[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const [index, field] of tree.entries()) {
    if (field.depth > hiddenBelow) continue;
    hiddenBelow = Number.POSITIVE_INFINITY;
    path.length = field.depth;
    path.push(stem(field.label));
    visible.push(index);
    if (!hasChildren(tree, index)) continue;
    const byHand = folds.size === 0 ? undefined : folds.get(path.join('/'));
    if (byHand ?? (field.depth === 0 && index < last)) hiddenBelow = field.depth;
  }
  return visible;
}

/** What stands for `field` in the tree: itself, or the folded field it is inside of. */
export function shownField(visible: readonly number[], field: number): number {
  let low = 0;
  let high = visible.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((visible[middle] as number) <= field) low = middle;
    else high = middle - 1;
  }
  return visible[low] ?? 0;
}

/** The innermost field that covers byte `at`; -1 when none does. */
export function fieldOfByte(tree: readonly FieldRow[], at: number): number {
  let best = -1;
  for (const [index, field] of tree.entries()) {
    if (at < field.start || at >= field.start + field.length) continue;
    const known = tree[best];
    if (known === undefined || field.depth > known.depth || field.length <= known.length) best = index;
  }
  return best;
}
