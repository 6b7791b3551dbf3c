/** The camera's video: an RTSP server whose pictures are of the right sizes at the right times, and of nothing. */
import { createSocket, type Socket } from 'node:dgram';
import { type Socket as Connection, createServer } from 'node:net';
import { rtpPacket, senderReportPacket } from './rtp.ts';

const rtspPort = 554;
const framesPerSecond = 8;
/** One whole picture, and then only what changes. */
const framesPerPicture = 32;
const clockRate = 90_000;
const videoType = 96;
const fragmentBytes = 1380;
const pictureBytes = [8200, 9400, 10_300] as const;
const changeBytes = [310, 420, 380, 650, 1240, 290] as const;
const framesPerReport = 40;
const fragmentUnit = 28;
const firstMediaPort = 6970;
const mediaPorts = 1000;
let nextPort = firstMediaPort;

createServer(connection => {
  let stop: () => void = () => undefined;
  let target = 0;
  let own = firstMediaPort;
  const session = String(10_000_000 + ((connection.remotePort ?? 0) % 65_536));
  connection.on('error', () => undefined);
  connection.on('close', () => stop());
  connection.on('data', data => {
    const text = data.toString('latin1');
    const [method = '', url = ''] = text.split(' ');
    const number = /^CSeq: *(\d+)/im.exec(text)?.[1] ?? '0';
    if (method === 'SETUP') {
      target = Number(/client_port=(\d+)/.exec(text)?.[1] ?? 0);
      own = nextPort;
      nextPort = firstMediaPort + ((nextPort - firstMediaPort + 2) % mediaPorts);
      const ports = `client_port=${target}-${target + 1};server_port=${own}-${own + 1}`;
      reply(connection, number, [`Transport: RTP/AVP;unicast;${ports}`, `Session: ${session}`]);
    } else if (method === 'PLAY') {
      reply(connection, number, [`Session: ${session}`, `RTP-Info: url=${url};seq=0;rtptime=0`]);
      stop();
      stop = play((connection.remoteAddress ?? '').replace('::ffff:', ''), target, own);
    } else if (method === 'DESCRIBE')
      reply(connection, number, ['Content-Type: application/sdp'], description);
    else if (method === 'TEARDOWN') {
      stop();
      reply(connection, number, [`Session: ${session}`]);
    } else reply(connection, number, ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN']);
  });
}).listen(rtspPort);

const description = [
  'v=0',
  'o=- 1 1 IN IP4 0.0.0.0',
  's=camera',
  't=0 0',
  `m=video 0 RTP/AVP ${videoType}`,
  `a=rtpmap:${videoType} H264/${clockRate}`,
  'a=control:track1',
  '',
].join('\r\n');

function reply(connection: Connection, number: string, lines: readonly string[], body = ''): void {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = ['RTSP/1.0 200 OK', `CSeq: ${number}`, 'Server: camera 1.0', ...lines, ...length];
  connection.write(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function play(address: string, port: number, own: number): () => void {
  const [media, reports] = [createSocket('udp4'), createSocket('udp4')];
  for (const socket of [media, reports]) socket.on('error', () => undefined);
  media.bind(own);
  reports.bind(own + 1);
  const state = { frame: 0, sequence: 0, bytes: 0 };
  const send = (): void => sendFrame(media, reports, address, port, state);
  const timer = setInterval(send, 1000 / framesPerSecond);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    media.close();
    reports.close();
  };
}

type State = { frame: number; sequence: number; bytes: number };

function sendFrame(media: Socket, reports: Socket, address: string, port: number, state: State): void {
  const isPicture = state.frame % framesPerPicture === 0;
  const sizes = isPicture ? pictureBytes : changeBytes;
  const size = sizes[(state.frame * 7) % sizes.length] ?? fragmentBytes;
  const timestamp = Math.round((state.frame * clockRate) / framesPerSecond);
  const header = { payloadType: videoType, timestamp, source: 0xca3e_7a01 };
  for (let offset = 0; offset < size; offset += fragmentBytes) {
    const payload = Buffer.alloc(Math.min(fragmentBytes, size - offset), `${state.frame % 16}#`);
    payload[0] = fragmentUnit | 0x60;
    payload[1] = isPicture ? 0x05 : 0x01;
    const marker = offset + fragmentBytes >= size;
    media.send(rtpPacket({ ...header, sequence: state.sequence, marker }, payload), port, address);
    state.sequence += 1;
    state.bytes += payload.length;
  }
  state.frame += 1;
  if (state.frame % framesPerReport !== 0) return;
  const sent = { packets: state.sequence, bytes: state.bytes, timestamp };
  reports.send(senderReportPacket(header.source, sent), port + 1, address);
}
