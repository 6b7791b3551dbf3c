/** Runs a capture filter over a frame in our own memory: for files, streams, and what the kernel cannot see. */
import { type FilterProgram, op } from './bpf.ts';

const scratch = new Int32Array(16);

const classMask = 0x07;
const classArithmetic = 0x04;
const classJump = 0x05;
const operationMask = 0xf0;
const sourceIndex = 0x08;

/**
 * Returns how many bytes to keep of the frame at `offset`; 0 rejects it. A load outside the captured
 * bytes rejects, as in the kernel. `gapBytes` bytes at `gapAt` are passed over as if they were not there.
 */
export function runProgram(
  program: FilterProgram,
  memory: Uint8Array,
  offset: number,
  captured: number,
  length: number,
  gapAt: number,
  gapBytes: number,
): number {
  const { code, jumpTrue, jumpFalse, constant, count } = program;
  let accumulator = 0;
  let index = 0;
  for (let at = 0; at < count; at++) {
    const instruction = code[at] as number;
    const k = constant[at] as number;
    switch (instruction) {
      case op.loadWord:
      case op.loadWordIndexed:
      case op.loadHalf:
      case op.loadHalfIndexed:
      case op.loadByte:
      case op.loadByteIndexed:
      case op.indexHeaderLength: {
        const indexed =
          instruction === op.loadWordIndexed ||
          instruction === op.loadHalfIndexed ||
          instruction === op.loadByteIndexed;
        const size =
          instruction === op.loadWord || instruction === op.loadWordIndexed
            ? 4
            : instruction === op.loadHalf || instruction === op.loadHalfIndexed
              ? 2
              : 1;
        let position = indexed ? (index + k) >>> 0 : k;
        if (position >= gapAt) position += gapBytes;
        if (position + size > captured) return 0;
        position += offset;
        const first = memory[position] as number;
        if (size === 1) {
          if (instruction === op.indexHeaderLength) index = (first & 0x0f) << 2;
          else accumulator = first;
        } else if (size === 2) {
          accumulator = (first << 8) | (memory[position + 1] as number);
        } else {
          accumulator =
            ((first << 24) |
              ((memory[position + 1] as number) << 16) |
              ((memory[position + 2] as number) << 8) |
              (memory[position + 3] as number)) >>>
            0;
        }
        break;
      }
      case op.loadImmediate:
        accumulator = k;
        break;
      case op.loadMemory:
        accumulator = (scratch[k & 15] as number) >>> 0;
        break;
      case op.loadLength:
        accumulator = length - gapBytes;
        break;
      case op.indexImmediate:
        index = k;
        break;
      case op.indexMemory:
        index = (scratch[k & 15] as number) >>> 0;
        break;
      case op.indexLength:
        index = length - gapBytes;
        break;
      case op.store:
        scratch[k & 15] = accumulator;
        break;
      case op.storeIndex:
        scratch[k & 15] = index;
        break;
      case op.returnConstant:
        return k;
      case op.returnAccumulator:
        return accumulator;
      case op.moveToIndex:
        index = accumulator;
        break;
      case op.moveToAccumulator:
        accumulator = index;
        break;
      case op.jumpAlways:
        at += k;
        break;
      default: {
        const operand = (instruction & sourceIndex) !== 0 ? index : k;
        const kind = instruction & classMask;
        const operation = instruction & operationMask;
        if (kind === classJump) {
          const taken =
            operation === 0x10
              ? accumulator === operand
              : operation === 0x20
                ? accumulator > operand
                : operation === 0x30
                  ? accumulator >= operand
                  : operation === 0x40 && (accumulator & operand) !== 0;
          at += (taken ? jumpTrue[at] : jumpFalse[at]) as number;
        } else if (kind === classArithmetic) {
          if (operand === 0 && (operation === 0x30 || operation === 0x90)) return 0;
          accumulator = calculate(operation, accumulator, operand);
        } else {
          return 0;
        }
      }
    }
  }
  return 0;
}

function calculate(operation: number, left: number, right: number): number {
  switch (operation) {
    case 0x00:
      return (left + right) >>> 0;
    case 0x10:
      return (left - right) >>> 0;
    case 0x20:
      return Math.imul(left, right) >>> 0;
    case 0x30:
      return Math.floor(left / right);
    case 0x40:
      return (left | right) >>> 0;
    case 0x50:
      return (left & right) >>> 0;
    case 0x60:
      return right > 31 ? 0 : (left << right) >>> 0;
    case 0x70:
      return right > 31 ? 0 : left >>> right;
    case 0x80:
      return -left >>> 0;
    case 0x90:
      return left % right;
    case 0xa0:
      return (left ^ right) >>> 0;
    default:
      return 0;
  }
}
