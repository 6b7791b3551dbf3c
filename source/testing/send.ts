/**
 * Sends frames from the command line of a network namespace; prints one line of JSON at the end.
 *
 *     node source/testing/send.ts --interface right --count 100000 --size 64 --rate 200000
 *         [--vlan 7[,8]] [--outer-tpid 33024] [--ip 6] [--transport tcp] [--ports 80,443]
 *         [--pcap FILE] [--seconds 3]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readCapture } from '../capture/read-capture.ts';
import { Collector } from './collect.ts';
import { type SendPlan, sendFrames } from './frame-sender.ts';
import { buildFrame, defaultShape, type FrameShape, payloadOffset } from './traffic.ts';

const { values } = parseArgs({
  options: {
    interface: { type: 'string' },
    count: { type: 'string', default: '1000' },
    seconds: { type: 'string' },
    size: { type: 'string', default: '64' },
    rate: { type: 'string', default: '0' },
    vlan: { type: 'string', default: '' },
    'outer-tpid': { type: 'string', default: String(0x88a8) },
    ip: { type: 'string', default: '4' },
    transport: { type: 'string', default: 'udp' },
    ports: { type: 'string', default: '9' },
    pcap: { type: 'string' },
  },
});

function numbers(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

function plan(): SendPlan {
  const rate = Number(values.rate);
  const count =
    values.seconds === undefined ? Number(values.count) : Math.round(rate * Number(values.seconds));
  if (values.pcap !== undefined) {
    const collector = new Collector();
    readCapture(readFileSync(values.pcap), collector);
    const frames = collector.packetList.map(packet => packet.data);
    return { frames, rate, count: frames.length };
  }
  const shape: FrameShape = {
    ...defaultShape,
    size: Number(values.size),
    ip: values.ip === '6' ? 6 : 4,
    transport: values.transport === 'tcp' ? 'tcp' : 'udp',
    vlans: numbers(values.vlan),
    outerTpid: Number(values['outer-tpid']),
  };
  const frames = numbers(values.ports).map(port => buildFrame({ ...shape, destinationPort: port }));
  return { frames, rate, count, counterOffset: payloadOffset(shape) };
}

process.stdout.write(`${JSON.stringify(sendFrames(values.interface ?? 'lo', plan()))}\n`);
