import { describe, expect, it } from 'vitest';
import { decode } from '../../decode/decode.ts';
import { Packet } from '../../decode/packet.ts';
import { Tracker } from '../../flows/tracker.ts';
import { fromHex, fromText, join, tcpFrame, udpFrame } from '../../testing/frames.ts';
import { MutablePacketContext } from '../context.ts';
import { PacketFeatures, packetSchema } from './packet-features.ts';

/** Bits of each frame's message, one a second; all but those from `frozenFrom` on are learned. */
function bitsOf(frames: readonly Uint8Array[], frozenFrom = frames.length): number[] {
  const tracker = new Tracker({ seed: 1 });
  const features = new PacketFeatures({ tracker, seed: 1 });
  const p = new Packet();
  const context = new MutablePacketContext(p);
  const row = new Float32Array(packetSchema.columns.length);
  return frames.map((bytes, index) => {
    p.bytes = bytes;
    p.start = 0;
    p.end = bytes.length;
    p.length = bytes.length;
    p.linkType = 1;
    p.seconds = 1000 + index;
    decode(p);
    context.fill(p, tracker, tracker.add(p), index + 1);
    features.write(context, row);
    if (index < frozenFrom) features.learn(context);
    return features.messageRareness;
  });
}

const publish = (topic: string, message: string): Uint8Array => {
  const body = join(Uint8Array.of(0, topic.length), fromText(topic), fromText(message));
  return tcpFrame(40_000, 1883, join(Uint8Array.of(0x30, body.length), body));
};
const many = (count: number, frame: (index: number) => Uint8Array): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => frame(index));

describe('what messages say', () => {
  it('is odd where a published number jumps, and stays so while it is away', () => {
    const usual = many(200, index => publish('hall/temperature', (20 + (index % 3) / 10).toFixed(1)));
    const odd = [publish('hall/temperature', '24.0'), publish('hall/temperature', '24.1')];
    const bits = bitsOf([...usual, ...odd, publish('hall/temperature', '20.1')], 200);
    const most = Math.max(...bits.slice(50, 200));
    expect(most).toBeLessThan(3.5);
    expect(bits[200]).toBeGreaterThan(7);
    expect(bits[201]).toBeGreaterThan(7);
  });

  it('knows numbers by what stands around them', () => {
    const text = (temperature: number, pressure: number): Uint8Array =>
      publish('w', `{"t":${temperature},"p":${pressure}}`);
    const usual = many(100, index => text(20 + (index % 2), 1000 + (index % 5)));
    expect(bitsOf([...usual, text(1000, 20)], 100)[100]).toBeGreaterThan(7);
    expect(bitsOf([...usual, text(21, 1001)], 100)[100]).toBeLessThan(4);
    expect(bitsOf([...usual, publish('w', '{"t":20,"p":1000,"command":"open"}')], 100)[100]).toBeGreaterThan(
      5,
    );
  });

  it('is odd where a topic or a Modbus function was never met', () => {
    const topics = many(100, () => publish('a', '1'));
    expect(bitsOf([...topics, publish('b', '1')], 100)[100]).toBeGreaterThan(5);
    const read = tcpFrame(40_000, 502, fromHex('0001 0000 0006 01 03 0010 0002'));
    const write = tcpFrame(40_000, 502, fromHex('0002 0000 0006 01 05 0010 ff00'));
    const polls = many(100, () => read);
    const bits = bitsOf([...polls, read, write], 100);
    expect(bits[100]).toBeLessThan(1);
    expect(bits[101]).toBeGreaterThan(5);
  });

  it('does not mind what is new every time', () => {
    const topics = many(300, index => publish(`sensor-${index}`, '1'));
    expect(Math.max(...bitsOf(topics).slice(100))).toBeLessThan(2);
  });

  it('speaks of DNS names that are longer than all before', () => {
    const question = (name: string): Uint8Array => {
      const labels = name.split('.').map(label => join(Uint8Array.of(label.length), fromText(label)));
      return udpFrame(
        40_000,
        53,
        join(fromHex('0001 0100 0001 0000 0000 0000'), ...labels, fromHex('00 0001 0001')),
      );
    };
    const usual = many(200, index => question(`${'abc'.slice(index % 3)}.example.com`));
    const long = question(`${'x7f3'.repeat(14)}.${'q9z1'.repeat(14)}.example.com`);
    const bits = bitsOf([...usual, long], 200);
    expect(bits[200] as number).toBeGreaterThan(Math.max(...bits.slice(50, 200)) + 1);
  });
});
