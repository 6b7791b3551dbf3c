/**
 * `frame-repeater.ts INTERFACE SECONDS FRAMES LAST`: sends frames every so many seconds, and when it is told to
 * end, others that set right what the first did. Frames are hexadecimal, with commas between.
 */
import { sendFrames } from '../../testing/frame-sender.ts';

const lastRounds = 3;
const [interfaceName = 'eth0', seconds = '2', frames = '', last = ''] = process.argv.slice(2);

function send(list: string): void {
  const parsed = list.split(',').map(text => Buffer.from(text, 'hex'));
  sendFrames(interfaceName, { frames: parsed, count: parsed.length, rate: 0 });
}

function end(): void {
  for (let round = 0; round < lastRounds; round += 1) send(last);
  process.exit(0);
}

process.once('SIGINT', end);
process.once('SIGTERM', end);
send(frames);
setInterval(() => send(frames), Number(seconds) * 1000);
