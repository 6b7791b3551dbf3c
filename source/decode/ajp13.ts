import { u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safeText } from './text.ts';

const toServer = 0x1234;
const toWebServer = 0x4142;
const forwardRequest = 2;

// biome-ignore format: a table
const methods: readonly string[] = [
  '', 'OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE',
  'LOCK', 'UNLOCK', 'ACL', 'REPORT',
];
// biome-ignore format: a table
const codes: Readonly<Record<number, string>> = {
  2: 'Forward request', 3: 'Send body chunk', 4: 'Send headers', 5: 'End response', 6: 'Get body chunk', 7: 'Shutdown',
  8: 'Ping', 9: 'CPong reply', 10: 'CPing',
};

function isAjp(p: Packet, at: number, end: number): boolean {
  return at + 5 <= end && (u16(p.bytes, at) === toServer || u16(p.bytes, at) === toWebServer);
}

/** Method, then version and address as strings with their lengths before them. */
function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const isRequest = u16(bytes, at) === toServer;
  const code = u8(bytes, at + 4);
  const text = `${isRequest ? 'REQ' : 'RSP'}:${codes[code] ?? `code ${code}`}`;
  if (!isRequest || code !== forwardRequest || at + 8 > end)
    return isRequest && codes[code] === undefined ? 'REQ:Body' : text;
  const address = at + 8 + u16(bytes, at + 6) + 1;
  if (address + 2 > end) return text;
  const stop = Math.min(end, address + 2 + u16(bytes, address));
  return `REQ:${methods[u8(bytes, at + 5)] ?? ''} ${safeText(bytes, address + 2, stop)}`;
}

/** Apache JServ: between a web server and Tomcat. */
export const ajp13 = headerProtocol({
  name: 'AJP13',
  title: 'Apache JServ Protocol 1.3',
  tcpPorts: [8009],
  accepts: isAjp,
  summarize,
  fields: [
    ['Magic', 0, 2, 'hex'],
    ['Length', 2, 2],
    ['Code', 4, 1, codes],
  ],
});
