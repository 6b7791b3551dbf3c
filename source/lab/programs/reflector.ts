/**
 * `reflector dns|ntp|ssdp ADDRESS…`: answers small questions with large answers to whoever seems to ask, as badly
 * kept servers do: DNS ANY with a dozen long records, NTP's list of the last 600 visitors, SSDP with every service
 * a device has. Says "ready" when it listens.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { largeDnsAnswer, monitorList, ssdpAnswers } from './large-answers.ts';

const ports = { dns: 53, ntp: 123, ssdp: 1900 } as const;
type Kind = keyof typeof ports;

const [kind = '', ...addresses] = process.argv.slice(2);

function answersTo(question: Buffer, address: string): readonly Uint8Array[] {
  if (kind === 'dns') return largeDnsAnswer(question);
  if (kind === 'ntp') return monitorList(question);
  return ssdpAnswers(question.toString('latin1'), address);
}

function listen(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.on('message', (question: Buffer, { address: asker, port }: RemoteInfo) => {
      for (const answer of answersTo(question, address)) socket.send(answer, port, asker, () => undefined);
    });
    socket.once('error', reject);
    socket.bind(ports[kind as Kind], address, () => {
      socket.on('error', () => undefined);
      resolve();
    });
  });
}

await Promise.all(addresses.map(listen));
console.log('ready');
