/**
 * AssemblyScript, not TypeScript: `npm run build` makes build/detect/forest/kernel.wasm of it. The plain
 * twin is `../plain-kernel.ts`; both must find the same sums, bit for bit.
 *
 * Every tree is a perfect binary heap, so a row takes the same number of steps through each, without a branch
 * to mispredict. One step waits for the last one's loads; eight walks side by side fill that time. A node is 32 bits
 * (`../split-values.ts`), and rows are brought into its order first: whole numbers are compared and packed where
 * fractions would need two words and twice the instructions.
 */

const wordShift: u32 = 2;
const together: u32 = 8;

/** Brings values into the order of split values: `bytes` of them, rounded up to whole vectors. */
export function prepare(from: usize, to: usize, bytes: u32, mask: i32): void {
  const most = i32x4.splat(0x7fff_ffff);
  const kept = i32x4.splat(~mask);
  for (let at: u32 = 0; at < bytes; at += 16) {
    const value = v128.load(from + at);
    // The pattern without its sign, which is then given back as whole numbers have it.
    const sign = i32x4.shr_s(value, 31);
    const order = i32x4.sub(v128.xor(v128.and(value, most), sign), sign);
    // What is not a number is not equal to itself, and above every split.
    const comparable = v128.bitselect(order, most, f32x4.eq(value, value));
    v128.store(to + at, v128.and(comparable, kept));
  }
}

/** One step down: children of heap slot i are 2i (not below) and 2i + 1. */
function step(nodes: usize, slot: u32, row: usize, mask: u32): u32 {
  const node = load<i32>(nodes + (slot << wordShift));
  const value = load<i32>(row + ((node & mask) << wordShift));
  // Added, not combined: processors add and shift at once.
  return (slot << 1) + u32(value <= node);
}

function leaf(leaves: usize, slot: u32): f64 {
  return f64(load<f32>(leaves + (slot << wordShift)));
}

function add(sum: usize, amount: f64): void {
  store<f64>(sum, load<f64>(sum) + amount);
}

/** Adds up path lengths: for `count` prepared rows (a multiple of eight) through all trees. */
export function sumRows(
  nodes: usize,
  leaves: usize,
  trees: u32,
  depth: u32,
  rows: usize,
  rowBytes: u32,
  sums: usize,
  count: u32,
  mask: u32,
): void {
  memory.fill(sums, 0, count << 3);
  const treeBytes: usize = 1 << (depth + wordShift);
  // Leaves follow the inner nodes in the numbering of the heap.
  let leavesOfTree = leaves - treeBytes;
  for (let tree: u32 = 0; tree < trees; tree++) {
    let r0 = rows;
    for (let row: u32 = 0; row < count; row += together) {
      const r1 = r0 + rowBytes;
      const r2 = r1 + rowBytes;
      const r3 = r2 + rowBytes;
      const r4 = r3 + rowBytes;
      const r5 = r4 + rowBytes;
      const r6 = r5 + rowBytes;
      const r7 = r6 + rowBytes;
      let s0: u32 = 1;
      let s1: u32 = 1;
      let s2: u32 = 1;
      let s3: u32 = 1;
      let s4: u32 = 1;
      let s5: u32 = 1;
      let s6: u32 = 1;
      let s7: u32 = 1;
      for (let level: u32 = 0; level < depth; level++) {
        s0 = step(nodes, s0, r0, mask);
        s1 = step(nodes, s1, r1, mask);
        s2 = step(nodes, s2, r2, mask);
        s3 = step(nodes, s3, r3, mask);
        s4 = step(nodes, s4, r4, mask);
        s5 = step(nodes, s5, r5, mask);
        s6 = step(nodes, s6, r6, mask);
        s7 = step(nodes, s7, r7, mask);
      }
      const sum = sums + (row << 3);
      add(sum, leaf(leavesOfTree, s0));
      add(sum + 8, leaf(leavesOfTree, s1));
      add(sum + 16, leaf(leavesOfTree, s2));
      add(sum + 24, leaf(leavesOfTree, s3));
      add(sum + 32, leaf(leavesOfTree, s4));
      add(sum + 40, leaf(leavesOfTree, s5));
      add(sum + 48, leaf(leavesOfTree, s6));
      add(sum + 56, leaf(leavesOfTree, s7));
      r0 = r7 + rowBytes;
    }
    nodes += treeBytes;
    leavesOfTree += treeBytes;
  }
}

/** The path length of one prepared row: eight trees side by side, then the rest one by one. */
export function sumRow(nodes: usize, leaves: usize, trees: u32, depth: u32, row: usize, mask: u32): f64 {
  const treeBytes: usize = 1 << (depth + wordShift);
  let leavesOfTree = leaves - treeBytes;
  let sum: f64 = 0;
  let tree: u32 = 0;
  for (; tree + together <= trees; tree += together) {
    const t1 = nodes + treeBytes;
    const t2 = t1 + treeBytes;
    const t3 = t2 + treeBytes;
    const t4 = t3 + treeBytes;
    const t5 = t4 + treeBytes;
    const t6 = t5 + treeBytes;
    const t7 = t6 + treeBytes;
    let s0: u32 = 1;
    let s1: u32 = 1;
    let s2: u32 = 1;
    let s3: u32 = 1;
    let s4: u32 = 1;
    let s5: u32 = 1;
    let s6: u32 = 1;
    let s7: u32 = 1;
    for (let level: u32 = 0; level < depth; level++) {
      s0 = step(nodes, s0, row, mask);
      s1 = step(t1, s1, row, mask);
      s2 = step(t2, s2, row, mask);
      s3 = step(t3, s3, row, mask);
      s4 = step(t4, s4, row, mask);
      s5 = step(t5, s5, row, mask);
      s6 = step(t6, s6, row, mask);
      s7 = step(t7, s7, row, mask);
    }
    sum += leaf(leavesOfTree, s0);
    sum += leaf(leavesOfTree + treeBytes, s1);
    sum += leaf(leavesOfTree + treeBytes * 2, s2);
    sum += leaf(leavesOfTree + treeBytes * 3, s3);
    sum += leaf(leavesOfTree + treeBytes * 4, s4);
    sum += leaf(leavesOfTree + treeBytes * 5, s5);
    sum += leaf(leavesOfTree + treeBytes * 6, s6);
    sum += leaf(leavesOfTree + treeBytes * 7, s7);
    nodes = t7 + treeBytes;
    leavesOfTree += treeBytes * together;
  }
  for (; tree < trees; tree++) {
    let slot: u32 = 1;
    for (let level: u32 = 0; level < depth; level++) slot = step(nodes, slot, row, mask);
    sum += leaf(leavesOfTree, slot);
    nodes += treeBytes;
    leavesOfTree += treeBytes;
  }
  return sum;
}
