/**
 * `bot-link.ts listen PORT` waits for bots; `bot-link.ts report HOST PORT SECONDS PERIOD` is one: it says what it
 * is and then, now and then, that it is still there.
 */
import { connect, createServer } from 'node:net';

const hello = Buffer.from([0, 0, 0, 1]);
const alive = Buffer.from([0, 0]);
const [role = '', first = '', port = '23', seconds = '5', period = '2'] = process.argv.slice(2);

if (role === 'listen') {
  createServer(socket => {
    socket.on('error', () => undefined);
    socket.on('data', data => socket.write(data.length === alive.length ? alive : hello));
  }).listen(Number(first));
} else {
  const socket = connect(Number(port), first, () => socket.write(hello));
  socket.on('error', () => process.exit(0));
  const timer = setInterval(() => socket.write(alive), Number(period) * 1000);
  setTimeout(() => {
    clearInterval(timer);
    socket.end();
  }, Number(seconds) * 1000);
  socket.resume();
}
