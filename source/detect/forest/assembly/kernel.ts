/**
 * AssemblyScript, not TypeScript: `npm run build` makes build/detect/forest/kernel.wasm of it. The plain
 * twin is `../plain-kernel.ts`; both must find the same sums, bit for bit.
 *
 * Every tree is a perfect binary heap, so a row takes the same number of steps through each, without a branch
 * to mispredict. One step waits for the last one's loads; eight walks side by side fill that time.
 */

/** A node is the byte offset of its column in a row (u32) and its split value (f32). */
const nodeShift: u32 = 3;
const leafShift: u32 = 2;

/**
 * One step down for the walk at byte offset `node`: children of heap slot i are 2i (not below) and 2i + 1. The node
 * is read at once: steps are bound by how many reads there are (5 % faster than two).
 */
function step(nodes: usize, node: u32, row: usize): u32 {
  const both = load<u64>(nodes + node);
  const below = u32(load<f32>(row + u32(both)) < reinterpret<f32>(u32(both >> 32)));
  return (node << 1) | (below << nodeShift);
}

function leaf(leaves: usize, node: u32): f64 {
  return f64(load<f32>(leaves + (node >> (nodeShift - leafShift))));
}

function add(sum: usize, amount: f64): void {
  store<f64>(sum, load<f64>(sum) + amount);
}

/** Adds up path lengths: for `count` rows (a multiple of eight) through all trees. */
export function sumRows(
  nodes: usize,
  leaves: usize,
  trees: u32,
  depth: u32,
  rows: usize,
  rowBytes: u32,
  sums: usize,
  count: u32,
): void {
  memory.fill(sums, 0, count << 3);
  const treeNodeBytes: usize = 1 << (depth + nodeShift);
  const treeLeafBytes: usize = 1 << (depth + leafShift);
  // Leaves follow the inner nodes in the numbering of the heap.
  let leavesOfTree = leaves - treeLeafBytes;
  for (let tree: u32 = 0; tree < trees; tree++) {
    let r0 = rows;
    for (let row: u32 = 0; row < count; row += 8) {
      const r1 = r0 + rowBytes;
      const r2 = r1 + rowBytes;
      const r3 = r2 + rowBytes;
      const r4 = r3 + rowBytes;
      const r5 = r4 + rowBytes;
      const r6 = r5 + rowBytes;
      const r7 = r6 + rowBytes;
      let n0: u32 = 1 << nodeShift;
      let n1: u32 = n0;
      let n2: u32 = n0;
      let n3: u32 = n0;
      let n4: u32 = n0;
      let n5: u32 = n0;
      let n6: u32 = n0;
      let n7: u32 = n0;
      for (let level: u32 = 0; level < depth; level++) {
        n0 = step(nodes, n0, r0);
        n1 = step(nodes, n1, r1);
        n2 = step(nodes, n2, r2);
        n3 = step(nodes, n3, r3);
        n4 = step(nodes, n4, r4);
        n5 = step(nodes, n5, r5);
        n6 = step(nodes, n6, r6);
        n7 = step(nodes, n7, r7);
      }
      const sum = sums + (row << 3);
      add(sum, leaf(leavesOfTree, n0));
      add(sum + 8, leaf(leavesOfTree, n1));
      add(sum + 16, leaf(leavesOfTree, n2));
      add(sum + 24, leaf(leavesOfTree, n3));
      add(sum + 32, leaf(leavesOfTree, n4));
      add(sum + 40, leaf(leavesOfTree, n5));
      add(sum + 48, leaf(leavesOfTree, n6));
      add(sum + 56, leaf(leavesOfTree, n7));
      r0 = r7 + rowBytes;
    }
    nodes += treeNodeBytes;
    leavesOfTree += treeLeafBytes;
  }
}

/** The path length of one row: eight trees side by side, then the rest one by one. */
export function sumRow(nodes: usize, leaves: usize, trees: u32, depth: u32, row: usize): f64 {
  const treeNodeBytes: usize = 1 << (depth + nodeShift);
  const treeLeafBytes: usize = 1 << (depth + leafShift);
  let leavesOfTree = leaves - treeLeafBytes;
  let sum: f64 = 0;
  let tree: u32 = 0;
  for (; tree + 8 <= trees; tree += 8) {
    const t1 = nodes + treeNodeBytes;
    const t2 = t1 + treeNodeBytes;
    const t3 = t2 + treeNodeBytes;
    const t4 = t3 + treeNodeBytes;
    const t5 = t4 + treeNodeBytes;
    const t6 = t5 + treeNodeBytes;
    const t7 = t6 + treeNodeBytes;
    let n0: u32 = 1 << nodeShift;
    let n1: u32 = n0;
    let n2: u32 = n0;
    let n3: u32 = n0;
    let n4: u32 = n0;
    let n5: u32 = n0;
    let n6: u32 = n0;
    let n7: u32 = n0;
    for (let level: u32 = 0; level < depth; level++) {
      n0 = step(nodes, n0, row);
      n1 = step(t1, n1, row);
      n2 = step(t2, n2, row);
      n3 = step(t3, n3, row);
      n4 = step(t4, n4, row);
      n5 = step(t5, n5, row);
      n6 = step(t6, n6, row);
      n7 = step(t7, n7, row);
    }
    sum += leaf(leavesOfTree, n0);
    sum += leaf(leavesOfTree + treeLeafBytes, n1);
    sum += leaf(leavesOfTree + treeLeafBytes * 2, n2);
    sum += leaf(leavesOfTree + treeLeafBytes * 3, n3);
    sum += leaf(leavesOfTree + treeLeafBytes * 4, n4);
    sum += leaf(leavesOfTree + treeLeafBytes * 5, n5);
    sum += leaf(leavesOfTree + treeLeafBytes * 6, n6);
    sum += leaf(leavesOfTree + treeLeafBytes * 7, n7);
    nodes = t7 + treeNodeBytes;
    leavesOfTree += treeLeafBytes * 8;
  }
  for (; tree < trees; tree++) {
    let node: u32 = 1 << nodeShift;
    for (let level: u32 = 0; level < depth; level++) node = step(nodes, node, row);
    sum += leaf(leavesOfTree, node);
    nodes += treeNodeBytes;
    leavesOfTree += treeLeafBytes;
  }
  return sum;
}
