/**
 * One call: `phone-call.ts OWN-ADDRESS EXCHANGE-ADDRESS NUMBER SECONDS [KEY]`; registers, calls, talks for so
 * long, hangs up.
 */
import { createSocket } from 'node:dgram';
import { audioPort, parseSip, type SipMessage, sessionDescription, writeSip } from './sip.ts';
import { speak } from './speech.ts';

const sipPort = 5060;
const mediaPort = 16_384;
const giveUpMilliseconds = 8000;
const farewellMilliseconds = 400;

const [own = '', exchange = '', number = '100', duration = '10', key = '1'] = process.argv.slice(2);
const call = `${key}-${number}@${own}`;
const [socket, media, reports] = [createSocket('udp4'), createSocket('udp4'), createSocket('udp4')];
let answered = '';

socket.on('message', data => hear(parseSip(data.toString('latin1'))));
media.bind(mediaPort);
reports.bind(mediaPort + 1);
socket.bind(sipPort, () => send('REGISTER', `sip:${exchange}`, 1));
const patience = setTimeout(() => process.exit(1), giveUpMilliseconds);

function send(method: string, target: string, step: number, body = ''): void {
  const to = method === 'REGISTER' ? `<sip:person@${exchange}>` : `<sip:${number}@${exchange}>`;
  const headers: [string, string][] = [
    ['Via', `SIP/2.0/UDP ${own}:${sipPort};branch=z9hG4bK${key}x${step}${method.toLowerCase()};rport`],
    ['Max-Forwards', '70'],
    ['From', `<sip:person@${exchange}>;tag=t${key}`],
    ['To', answered === '' || method === 'REGISTER' ? to : answered],
    ['Call-ID', method === 'REGISTER' ? `r${call}` : call],
    ['CSeq', `${step} ${method}`],
    ['Contact', `<sip:person@${own}:${sipPort}>`],
    ['User-Agent', 'desk phone 2.1'],
  ];
  socket.send(writeSip(`${method} ${target} SIP/2.0`, headers, body), sipPort, exchange);
}

function hear({ first, headers, body }: SipMessage): void {
  const step = headers.get('cseq') ?? '';
  if (!first.startsWith('SIP/2.0 200')) return;
  const target = `sip:${number}@${exchange}`;
  if (step.endsWith('REGISTER')) send('INVITE', target, 2, sessionDescription(own, mediaPort));
  else if (step.endsWith('INVITE') && answered === '') {
    answered = headers.get('to') ?? '';
    clearTimeout(patience);
    send('ACK', target, 2);
    const stop = speak(media, reports, audioPort(body), exchange, true);
    const hangUp = (): void => {
      stop();
      send('BYE', target, 3);
      setTimeout(() => process.exit(1), giveUpMilliseconds);
    };
    setTimeout(hangUp, Number(duration) * 1000);
    process.once('SIGTERM', hangUp);
  } else if (step.endsWith('BYE')) setTimeout(() => process.exit(0), farewellMilliseconds);
}
