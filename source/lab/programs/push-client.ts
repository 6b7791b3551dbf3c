/** Keeps a WebSocket open, says that it has heard, and comes back when it was cut off. Words: address, seed. */
import { Random } from '../../testing/random.ts';

const [url = 'ws://push.example.com:8080/', seed = '1'] = process.argv.slice(2);
const leastStaySeconds = 40;
const mostStaySeconds = 200;
const returnSeconds = 3;
const random = new Random(Number(seed));

function connect(): void {
  const socket = new WebSocket(url);
  const stay = setTimeout(() => socket.close(), random.between(leastStaySeconds, mostStaySeconds) * 1000);
  socket.addEventListener('message', () => {
    if (random.chance(0.5)) socket.send(JSON.stringify({ kind: 'heard' }));
  });
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => {
    clearTimeout(stay);
    setTimeout(connect, returnSeconds * 1000);
  });
}

connect();
