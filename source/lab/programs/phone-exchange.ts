/** The other end of calls: `phone-exchange.ts ADDRESS`. Takes registrations, answers calls and talks. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { answerHeaders, audioPort, parseSip, type SipMessage, sessionDescription, writeSip } from './sip.ts';
import { speak } from './speech.ts';

const sipPort = 5060;
const firstMediaPort = 20_000;
const mediaPorts = 2000;
const ringMilliseconds = 300;
const answerMilliseconds = 1800;
const longestCallMilliseconds = 120_000;

const address = process.argv[2] ?? '127.0.0.1';
const socket = createSocket('udp4');
const calls = new Map<string, () => void>();
let nextPort = firstMediaPort;

socket.on('message', (data, from) => {
  const request = parseSip(data.toString('latin1'));
  const method = request.first.split(' ')[0] ?? '';
  if (method === 'INVITE') take(request, from);
  else if (method === 'BYE') {
    calls.get(request.headers.get('call-id') ?? '')?.();
    answer(request, from, '200 OK');
  } else if (method === 'REGISTER') answer(request, from, '200 OK', '', [['Expires', '300']]);
  else if (method === 'OPTIONS')
    answer(request, from, '200 OK', '', [['Allow', 'INVITE, ACK, BYE, OPTIONS']]);
});
socket.bind(sipPort);

function answer(
  request: SipMessage,
  { address: host, port }: RemoteInfo,
  status: string,
  body = '',
  more: readonly [string, string][] = [],
): void {
  const headers = [...answerHeaders(request, 'exchange'), ...more, ['Server', 'voice exchange'] as const];
  socket.send(writeSip(`SIP/2.0 ${status}`, headers, body), port, host);
}

function take(request: SipMessage, from: RemoteInfo): void {
  const call = request.headers.get('call-id') ?? '';
  if (calls.has(call)) return;
  calls.set(call, () => undefined);
  answer(request, from, '100 Trying');
  setTimeout(() => answer(request, from, '180 Ringing'), ringMilliseconds);
  setTimeout(() => connect(request, from, call), answerMilliseconds);
}

function connect(request: SipMessage, from: RemoteInfo, call: string): void {
  const port = nextPort;
  nextPort = firstMediaPort + ((nextPort - firstMediaPort + 2) % mediaPorts);
  const [media, reports] = [createSocket('udp4'), createSocket('udp4')];
  media.bind(port);
  reports.bind(port + 1);
  answer(request, from, '200 OK', sessionDescription(address, port), [
    ['Contact', `<sip:exchange@${address}>`],
  ]);
  const stop = speak(media, reports, audioPort(request.body), from.address, false);
  const timer = setTimeout(() => calls.get(call)?.(), longestCallMilliseconds);
  calls.set(call, () => {
    clearTimeout(timer);
    stop();
    media.close();
    reports.close();
    calls.delete(call);
  });
}
