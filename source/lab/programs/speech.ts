/** One side of a conversation: a packet of sound every 20 ms, and a report every few seconds. */
import type { Socket } from 'node:dgram';
import { rtpPacket, senderReportPacket } from './rtp.ts';

const packetMilliseconds = 20;
const samplesPerPacket = 160;
const packetsPerReport = 250;
const companded = 0;
/** μ-law for nothing to hear. */
const silence = 0xff;
/** Talking and listening take turns of about this many packets. */
const turnPackets = 110;

/** Sends until the function it returns is called; `isFirst` talks first. */
export function speak(
  socket: Socket,
  reports: Socket,
  port: number,
  address: string,
  isFirst: boolean,
): () => void {
  const source = ((port * 2_654_435_761) >>> 0) ^ (isFirst ? 0x5a5a : 0);
  const begun = performance.now();
  let packets = 0;
  const sendOne = (): void => {
    const isTalking = Math.floor(packets / turnPackets) % 2 === (isFirst ? 0 : 1);
    const timestamp = packets * samplesPerPacket;
    const header = { payloadType: companded, sequence: packets, timestamp, source, marker: packets === 0 };
    socket.send(rtpPacket(header, sound(packets, isTalking)), port, address);
    packets += 1;
    if (packets % packetsPerReport === 0)
      reports.send(
        senderReportPacket(source, { packets, bytes: packets * samplesPerPacket, timestamp }),
        port + 1,
        address,
      );
  };
  const timer = setInterval(() => {
    const due = Math.floor((performance.now() - begun) / packetMilliseconds);
    while (packets < due) sendOne();
  }, packetMilliseconds);
  return () => clearInterval(timer);
}

function sound(packet: number, isTalking: boolean): Uint8Array {
  if (!isTalking) return new Uint8Array(samplesPerPacket).fill(silence);
  const pitch = 16 + (Math.floor(packet / 12) % 4) * 8;
  return Uint8Array.from({ length: samplesPerPacket }, (_, index) => {
    const height = Math.round(40 * Math.sin((2 * Math.PI * index) / pitch));
    return height < 0 ? 0x7f + height : 0xff - height;
  });
}
