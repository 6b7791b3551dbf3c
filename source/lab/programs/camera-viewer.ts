/** Watches the camera: `camera-viewer.ts ADDRESS SECONDS`. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { receiverReportPacket } from './rtp.ts';

const rtspPort = 554;
const mediaPort = 50_000;
const reportMilliseconds = 5000;
const ownSource = 0x0a5e_1001;

const [address = '', seconds = '10'] = process.argv.slice(2);
const url = `rtsp://${address}/live`;
const [media, reports] = [createSocket('udp4'), createSocket('udp4')];
let lastSequence = 0;
let heard = 0;
media.on('message', data => {
  if (data.length < 12) return;
  lastSequence = data.readUInt16BE(2);
  heard = data.readUInt32BE(8);
});
reports.bind(mediaPort + 1);

const steps = [
  `OPTIONS ${url} RTSP/1.0`,
  `DESCRIBE ${url} RTSP/1.0\r\nAccept: application/sdp`,
  `SETUP ${url}/track1 RTSP/1.0\r\nTransport: RTP/AVP;unicast;client_port=${mediaPort}-${mediaPort + 1}`,
  `PLAY ${url} RTSP/1.0`,
] as const;
let step = 0;
let session = '';
let reportPort = 0;

const connection = connect(rtspPort, address);
connection.on('error', () => process.exit(1));
connection.on('close', () => process.exit(0));
connection.on('data', data => {
  const text = data.toString('latin1');
  session = /^Session: *(\S+)/im.exec(text)?.[1] ?? session;
  reportPort = Number(/server_port=\d+-(\d+)/.exec(text)?.[1] ?? reportPort);
  if (step < steps.length) ask(steps[step] ?? '');
  else if (step === steps.length) {
    step += 1;
    watch();
  } else connection.end();
});
media.bind(mediaPort, () => ask(steps[0]));

function ask(request: string): void {
  step += 1;
  const belongs = session === '' ? '' : `Session: ${session}\r\n`;
  connection.write(`${request}\r\nCSeq: ${step}\r\n${belongs}User-Agent: nas recorder\r\n\r\n`);
}

function watch(): void {
  const timer = setInterval(
    () => reports.send(receiverReportPacket(ownSource, heard, lastSequence), reportPort, address),
    reportMilliseconds,
  );
  setTimeout(() => {
    clearInterval(timer);
    ask(`TEARDOWN ${url} RTSP/1.0`);
  }, Number(seconds) * 1000);
}
