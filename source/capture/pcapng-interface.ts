import { safeText } from '../decode/text.ts';
import { interfaceBodyLength, option, padded } from './pcapng-blocks.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { CaptureInterface } from './source.ts';
import { TimeScale } from './time-scale.ts';

const two32 = 4_294_967_296;

/** What an interface block of the current section means for the packets that refer to it. */
export type PcapngInterface = {
  readonly description: CaptureInterface;
  /** Index in `PacketSource.interfaces`: sections count from 0 again, we do not. */
  readonly id: number;
  readonly linkType: number;
  readonly time: TimeScale;
  /** Drops told by interface statistics, the latest word. */
  kernelDropped: number | undefined;
  interfaceDropped: number | undefined;
  /** Drops told packet by packet; counts only where there are no statistics. */
  packetDropped: number | undefined;
};

/**
 * Calls `visit` for each option in [start, end) of the window until it answers false.
 * False when the options do not fit where they are.
 */
export function visitOptions(
  window: RecordBuffer,
  start: number,
  end: number,
  littleEndian: boolean,
  visit: (code: number, from: number, length: number) => void,
): boolean {
  const view = window.view;
  let position = start;
  while (end - position >= 4) {
    const code = view.getUint16(position, littleEndian);
    const length = view.getUint16(position + 2, littleEndian);
    if (code === option.end) return true;
    position += 4;
    if (length > end - position) return false;
    visit(code, position, length);
    position += padded(length);
  }
  // Options may end without an end mark, but not in the middle of one.
  return position >= end;
}

/** A 64-bit count; beyond 2^53 the nearest double, which no real counter reaches. */
export function readCount(view: DataView, offset: number, littleEndian: boolean): number {
  const first = view.getUint32(offset, littleEndian);
  const second = view.getUint32(offset + 4, littleEndian);
  return littleEndian ? second * two32 + first : first * two32 + second;
}

/** Reads the interface block whose body is [start, end); `sound` is false when its options are broken. */
export function readInterface(
  window: RecordBuffer,
  start: number,
  end: number,
  littleEndian: boolean,
  id: number,
): { interface: PcapngInterface; sound: boolean } {
  const view = window.view;
  let name = '';
  let description: string | undefined;
  let resolution = 6;
  let offsetSeconds = 0;
  const sound = visitOptions(window, start + interfaceBodyLength, end, littleEndian, (code, from, length) => {
    if (code === option.interfaceName)
      name = safeText(window.memory, from, textEnd(window.memory, from, length));
    else if (code === option.interfaceDescription) {
      description = safeText(window.memory, from, textEnd(window.memory, from, length));
    } else if (code === option.interfaceTimeResolution && length >= 1) resolution = view.getUint8(from);
    else if (code === option.interfaceTimeOffset && length >= 8) {
      const high = view.getInt32(littleEndian ? from + 4 : from, littleEndian);
      offsetSeconds = high * two32 + view.getUint32(littleEndian ? from : from + 4, littleEndian);
    }
  });
  const described: CaptureInterface = {
    name,
    linkType: view.getUint16(start, littleEndian),
    snapLength: view.getUint32(start + 4, littleEndian),
    ...(description === undefined ? {} : { description }),
  };
  return {
    sound,
    interface: {
      description: described,
      id,
      linkType: described.linkType,
      time: new TimeScale(resolution, offsetSeconds),
      kernelDropped: undefined,
      interfaceDropped: undefined,
      packetDropped: undefined,
    },
  };
}

/** Some writers count a closing NUL in. */
function textEnd(memory: Uint8Array, from: number, length: number): number {
  let end = from + length;
  while (end > from && memory[end - 1] === 0) end -= 1;
  return end;
}
