/** How many packets there were lately, how large and how regular; the twin of `../plain-rates.ts`. */
import { decaysAt, foundAt, log2, rowAt } from './block';

/** Words of a slot of a damped table, and of what is found in it: see `../damped-table.ts`. */
const weight1: usize = 0;
const weight01: usize = 8;
const weight5: usize = 16;
const mean: usize = 24;
const deviation: usize = 32;
const gap: usize = 40;
const gapVariation: usize = 48;
const gapMean: usize = 56;
const ticksPerSecond: f64 = 16384;
const neverGapSeconds: f64 = 3600;
const stepsPerUnit: f64 = 256;
const decays: f64 = 4097;
const longestGapSeconds: f64 = 86400;
const newestGapShare: f64 = 1.0 / 12.0;

function decayOf(block: usize, x: f64): f64 {
  const step = x * stepsPerUnit + 0.5;
  return step < decays ? f64(load<f32>(block + (usize(step) << 2), decaysAt)) : 0;
}

/** The twin of `DampedTable.add`; `found` is where it tells what there was. */
function damp(
  block: usize,
  at: usize,
  found: usize,
  generation: i32,
  ticks: i32,
  bytes: f64,
  hasGaps: bool,
): void {
  if (load<i32>(at) !== generation) {
    const nothing = i64x2.splat(0);
    v128.store(at, nothing);
    v128.store(at, nothing, 16);
    v128.store(found, nothing);
    v128.store(found, nothing, 16);
    v128.store(found, nothing, 32);
    v128.store(found, nothing, 48);
    store<f64>(found, -1, gap);
    store<i32>(at, generation);
    store<i32>(at, ticks, 4);
    store<f32>(at, 1, 8);
    store<f32>(at, 1, 12);
    store<f32>(at, f32(bytes), 16);
    store<f32>(at, f32(bytes * bytes), 20);
    if (!hasGaps) store<f32>(at, 1, 24);
    return;
  }
  const passed = ticks - load<i32>(at, 4);
  const apart: f64 = passed > 0 ? f64(passed) / ticksPerSecond : 0;
  store<i32>(at, ticks, 4);
  const decay01 = decayOf(block, apart * 0.1);
  const before01 = f64(load<f32>(at, 12));
  const kept1 = f64(load<f32>(at, 8)) * decayOf(block, apart);
  const sum = f64(load<f32>(at, 16));
  const square = f64(load<f32>(at, 20));
  const average = sum / before01;
  const variance = square / before01 - average * average;
  store<f64>(found, kept1, weight1);
  store<f64>(found, before01 * decay01, weight01);
  store<f64>(found, average, mean);
  store<f64>(found, variance > 0 ? sqrt(variance) : 0, deviation);
  store<f64>(found, apart, gap);
  const kept = decay01 > 0.001 ? decay01 : 0.001;
  store<f32>(at, f32(kept1 + 1), 8);
  store<f32>(at, f32(before01 * kept + 1), 12);
  store<f32>(at, f32(sum * kept + bytes), 16);
  store<f32>(at, f32(square * kept + bytes * bytes), 20);
  if (hasGaps) dampGap(at, found, apart);
  else {
    const kept5 = f64(load<f32>(at, 24)) * decayOf(block, apart * 5);
    store<f64>(found, kept5, weight5);
    store<f32>(at, f32(kept5 + 1), 24);
  }
}

function dampGap(at: usize, found: usize, newest: f64): void {
  const counted = newest < longestGapSeconds ? newest : longestGapSeconds;
  const before = f64(load<f32>(at, 24));
  const apart = counted - before;
  const average = before > 0 ? before + apart * newestGapShare : counted;
  const variance: f64 =
    before > 0 ? (1 - newestGapShare) * (f64(load<f32>(at, 28)) + newestGapShare * apart * apart) : 0;
  store<f32>(at, f32(average), 24);
  store<f32>(at, f32(variance), 28);
  store<f64>(found, average, gapMean);
  store<f64>(found, average > 0 ? sqrt(variance) / average : 0, gapVariation);
}

/** ln(1 + what was found), as the row has it. */
function setRow(block: usize, column: usize, value: f64): void {
  const single = f64(f32(value));
  const logarithm: f64 = single > 0 ? log2(block, 1 + single) * Math.LN2 : 0;
  store<f32>(block + (column << 2), f32(logarithm), rowAt);
}

/** The twin of `plainRates`: adds a packet to the tables at these places, and fills the row with what was there. */
export function rates(
  block: usize,
  sender: usize,
  isHost: bool,
  senderGeneration: i32,
  channel: usize,
  channelGeneration: i32,
  flow: usize,
  flowGeneration: i32,
  ticks: i32,
  bytes: i32,
): void {
  const amount = f64(bytes);
  const ofSender = block + foundAt + (isHost ? 0 : 64);
  damp(block, sender, ofSender, senderGeneration, ticks, amount, false);
  setRow(block, 0, load<f64>(ofSender, weight5));
  setRow(block, 1, load<f64>(ofSender, weight1));
  setRow(block, 2, load<f64>(ofSender, weight01));
  setRow(block, 3, load<f64>(ofSender, mean));
  setRow(block, 4, load<f64>(ofSender, deviation));
  const ofChannel = block + foundAt + 128;
  damp(block, channel, ofChannel, channelGeneration, ticks, amount, true);
  setRow(block, 5, load<f64>(ofChannel, weight1));
  setRow(block, 6, load<f64>(ofChannel, weight01));
  setRow(block, 7, load<f64>(ofChannel, mean));
  setRow(block, 8, load<f64>(ofChannel, deviation));
  const silence = load<f64>(ofChannel, gap);
  setRow(block, 9, silence < 0 ? neverGapSeconds : silence);
  setRow(block, 10, load<f64>(ofChannel, gapVariation));
  let ofFlow = ofChannel;
  if (flow !== 0) {
    ofFlow = block + foundAt + 192;
    damp(block, flow, ofFlow, flowGeneration, ticks, amount, true);
  }
  setRow(block, 11, load<f64>(ofFlow, weight1));
  setRow(block, 12, load<f64>(ofFlow, weight01));
  setRow(block, 13, load<f64>(ofFlow, mean));
  setRow(block, 14, load<f64>(ofFlow, deviation));
  setRow(block, 15, load<f64>(ofFlow, gapVariation));
}
