/**
 * `port-sweep PORT FIRST-LOCAL-PORT PER-SECOND ADDRESS…`: connects to the port of each address in turn, listens for
 * a moment to who answers, and goes on. What a worm does before it breaks in, and nothing more.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../testing/random.ts';

/** The kernel has given up on a neighbour by then. */
const patienceMilliseconds = 3500;
const listenMilliseconds = 600;

const [portText = '', localText = '', rateText = '', ...addresses] = process.argv.slice(2);
const pauseMilliseconds = 1000 / Number(rateText);
/** The port was drawn from the scenario's seed. */
const random = new Random(Number(localText));

function attempt(address: string, localPort: number): Promise<void> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port: Number(portText), localPort });
    const timer = setTimeout(() => socket.destroy(), patienceMilliseconds);
    socket.on('connect', () => setTimeout(() => socket.destroy(), listenMilliseconds));
    socket.on('error', () => undefined);
    socket.resume();
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const attempts: Promise<void>[] = [];
for (const [index, address] of addresses.entries()) {
  attempts.push(attempt(address, Number(localText) + index));
  await sleep(pauseMilliseconds * (0.5 + random.fraction()));
}
await Promise.all(attempts);
