import { textCatalog } from './catalog-text.ts';
import { continuation } from './continuation.ts';
import { dtls } from './dtls.ts';
import { gquic, gquicShort } from './gquic.ts';
import { http } from './http.ts';
import { http2 } from './http2.ts';
import type { Protocol } from './protocol.ts';
import { proxyProtocol } from './proxy-protocol.ts';
import { quic, quicShort } from './quic.ts';
import { rdpUdp } from './rdp-udp.ts';
import { rtcp, rtp } from './rtp.ts';
import { stun, turnChannel } from './stun.ts';
import { tls } from './tls.ts';
import { ssl2 } from './tls-ssl2.ts';
import { webSocket } from './websocket.ts';
import { zrtp } from './zrtp.ts';

/** The web, encrypted transports and protocols made of lines of text. */
export const webCatalog: readonly Protocol[] = [
  tls,
  ssl2,
  dtls,
  quic,
  gquic,
  proxyProtocol,
  rdpUdp,
  stun,
  turnChannel,
  rtcp,
  rtp,
  zrtp,
  http2,
  http,
  ...textCatalog,
];

/** What only the port tells: asked after everybody who looks at content. */
export const webByPortCatalog: readonly Protocol[] = [webSocket, quicShort, gquicShort, continuation];
