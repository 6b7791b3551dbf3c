/** A capture of names and texts that nobody should show as they are; made without a network. */
import { PcapngFile } from '../testing/capture-files.ts';
import { between } from '../testing/name-frames.ts';
import { Random } from '../testing/random.ts';
import { fixIpv4Header, fixTransport } from './checksums.ts';
import { carriers } from './hostile-carriers.ts';
import { hostileStrings, singleControls } from './hostile-strings.ts';

const firstSecond = 1_767_225_600n;
const microsecondsPerSecond = 1_000_000n;
const mostGapMicroseconds = 40_000;
const [firstPort, lastPort] = [40_000, 59_999] as const;
/** Every so many packets have a comment of the file, hostile too. */
const packetsPerComment = 10;
const options = { comment: 1, interfaceName: 2, interfaceDescription: 3, application: 4 } as const;
const network = 14;
const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd } as const;

export type HostileFrame = { readonly what: string; readonly data: Uint8Array };

/** Each text in each place, and each control in some place; the seed decides on order, ports and hosts. */
export function hostileFrames(seed: number): HostileFrame[] {
  const random = new Random(seed);
  const port = (): number => random.between(firstPort, lastPort);
  const all = carriers.flatMap(([where, frame]) =>
    hostileStrings.map(([what, text]) => ({ what: `${what}: ${where}`, data: frame(text, port()) })),
  );
  const single = singleControls.map(text => {
    const [where, frame] = random.pick(carriers);
    return { what: `one control: ${where}`, data: frame(text, port()) };
  });
  const frames = [...all, ...single];
  for (let last = frames.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [one, two] = [frames[last], frames[other]];
    if (one === undefined || two === undefined) continue;
    frames[last] = two;
    frames[other] = one;
  }
  return frames.map(({ what, data }) => ({ what, data: finished(data, random) }));
}

/** As pcapng; the same bytes for the same seed. */
export function hostileCapture(seed: number): Uint8Array {
  const random = new Random(seed ^ 0x5eed);
  const [, text] = random.pick(hostileStrings);
  const file = new PcapngFile()
    .section([
      [options.comment, text],
      [options.application, random.pick(hostileStrings)[1]],
    ])
    .interface(1, 0, [
      [options.interfaceName, random.pick(hostileStrings)[1]],
      [options.interfaceDescription, random.pick(hostileStrings)[1]],
    ]);
  let time = firstSecond * microsecondsPerSecond;
  for (const [index, { data }] of hostileFrames(seed).entries()) {
    time += BigInt(random.between(1, mostGapMicroseconds));
    const comment = random.pick(hostileStrings)[1];
    file.enhanced(
      0,
      time,
      data,
      index % packetsPerComment === 0 ? { options: [[options.comment, comment]] } : {},
    );
  }
  return file.done();
}

/** With hosts of the lab, and checksums that are right. */
function finished(data: Uint8Array, random: Random): Uint8Array {
  const type = ((data[12] ?? 0) << 8) | (data[13] ?? 0);
  if (type === etherTypes.ipv4) {
    const frame = between(`192.0.2.${random.between(10, 60)}`, `198.51.100.${random.between(10, 60)}`, data);
    fixIpv4Header(frame, network);
    fixTransport(frame, network, true, frame[23] ?? 0);
    return frame;
  }
  if (type === etherTypes.ipv6) fixTransport(data, network, false, data[20] ?? 0);
  return data;
}
