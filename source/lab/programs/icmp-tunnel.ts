/**
 * `icmp-tunnel.ts server` answers echo requests with data of its own; `icmp-tunnel.ts client ADDRESS BYTES
 * PER-SECOND SECONDS SEED` sends such requests.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadKernel } from '../../capture/kernel.ts';
import { Random } from '../../testing/random.ts';
import { wordSum } from '../checksums.ts';

const addressFamilyInternet = 2;
const socketRaw = 3;
const protocolIcmp = 1;
const echoReply = 0;
const echoRequest = 8;
const headerBytes = 8;
const ipHeaderBytes = 20;
const socketAddressBytes = 16;
const doNotWait = 0x40;
const mostBytes = 2048;
const lastAnswerMilliseconds = 500;

const [role = '', address = '', bytes = '600', perSecond = '1', seconds = '5', seed = '1'] =
  process.argv.slice(2);
const random = new Random(Number(seed));
const loaded = loadKernel();
if (!loaded.ok) throw new Error(loaded.message);
const kernel = loaded.value;
const library = kernel.koffi.load(null);
const sendTo = library.func('sendto', 'int64', ['int', 'void *', 'size_t', 'int', 'void *', 'uint32']);
const receive = library.func('recv', 'int64', ['int', 'void *', 'size_t', 'int']);
const descriptor = kernel.socket(addressFamilyInternet, socketRaw, protocolIcmp);
if (descriptor < 0) throw new Error(kernel.describe(kernel.errno()));

function send(to: Uint8Array, type: number, idAndSequence: Uint8Array, data: Uint8Array): void {
  const packet = Buffer.alloc(headerBytes + data.length);
  packet[0] = type;
  packet.set(idAndSequence, 4);
  packet.set(data, headerBytes);
  packet.writeUInt16BE(~wordSum(packet, 0, packet.length) & 0xffff, 2);
  const target = Buffer.alloc(socketAddressBytes);
  target.writeUInt16LE(addressFamilyInternet, 0);
  target.set(to, 4);
  sendTo(descriptor, packet, packet.length, 0, target, target.length);
}

if (role === 'server') {
  const buffer = Buffer.alloc(mostBytes);
  kernel.poll(descriptor, () => {
    for (;;) {
      const length = Number(receive(descriptor, buffer, buffer.length, doNotWait));
      if (length < ipHeaderBytes + headerBytes) return;
      if (buffer[ipHeaderBytes] !== echoRequest) continue;
      const id = Buffer.from(buffer.subarray(ipHeaderBytes + 4, ipHeaderBytes + headerBytes));
      const back = random.bytes(random.between(16, Math.max(17, length - ipHeaderBytes - headerBytes)));
      send(Buffer.from(buffer.subarray(12, 16)), echoReply, id, back);
    }
  });
} else {
  const to = Uint8Array.from(address.split('.').map(Number));
  const id = random.below(65_536);
  const count = Math.round(Number(perSecond) * Number(seconds));
  for (let sequence = 0; sequence < count; sequence += 1) {
    const number = Buffer.from([id >> 8, id & 0xff, (sequence >> 8) & 0xff, sequence & 0xff]);
    send(to, echoRequest, number, random.bytes(random.between(Math.ceil(Number(bytes) / 2), Number(bytes))));
    await sleep((1000 / Number(perSecond)) * (0.5 + random.fraction()));
  }
  await sleep(lastAnswerMilliseconds);
  kernel.close(descriptor);
}
