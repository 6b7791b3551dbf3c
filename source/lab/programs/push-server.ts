/** A WebSocket server that has something to say now and then. Words: port, seed. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Random } from '../../testing/random.ts';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const betweenSeconds = 8;
const textFrame = 0x81;
const pingFrame = 0x89;
/** Longer ones need another form of frame. */
const mostTextBytes = 125;
const [port = '8080', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));

const server = createServer((_request, response) => response.writeHead(426).end());
server.on('upgrade', (request, socket: Duplex) => {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1')
    .update(key + magic)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  socket.resume();
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(say, betweenSeconds * 1000 * (0.3 + 1.4 * random.fraction()));
  };
  const say = (): void => {
    const isPing = random.chance(0.3);
    const text = isPing ? '' : JSON.stringify({ kind: 'news', text: 'n'.repeat(random.below(80)) });
    const body = Buffer.from(text).subarray(0, mostTextBytes);
    socket.write(Buffer.concat([Buffer.from([isPing ? pingFrame : textFrame, body.length]), body]));
    next();
  };
  next();
  socket.on('close', () => clearTimeout(timer));
});
server.listen(Number(port), '::');
