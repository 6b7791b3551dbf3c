/** Where names and texts come over the wire: a frame of each kind around any bytes. */
import { ethernetFrame, fromHex, fromText, ipv6Frame, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { extension, handshake, helloBody, number16, record } from '../testing/tls-hello.ts';

/** `port` is the client's. */
export type Carrier = readonly [where: string, frame: (text: Uint8Array, port: number) => Uint8Array];

const ports = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  dns: 53,
  dhcpServer: 67,
  dhcpClient: 68,
  tftp: 69,
  http: 80,
  pop3: 110,
  imap: 143,
  snmp: 161,
  https: 443,
  syslog: 514,
  rtsp: 554,
  mqtt: 1883,
  ssdp: 1900,
  mysql: 3306,
  sip: 5060,
  mdns: 5353,
  llmnr: 5355,
  postgresql: 5432,
  redis: 6379,
  proxy: 8080,
} as const;
const anyone = 40_000;
const types = { address: 1, alias: 5, pointer: 12, text: 16, service: 33 } as const;

function counted8(bytes: Uint8Array): Uint8Array {
  return join(Uint8Array.of(bytes.length), bytes);
}

function counted16(bytes: Uint8Array): Uint8Array {
  return join(number16(bytes.length), bytes);
}

/** Tag, length (below 128), content. */
function tagged(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = join(...content);
  return bytes.length < 0x80
    ? join(Uint8Array.of(tag, bytes.length), bytes)
    : join(Uint8Array.of(tag, 0x82), number16(bytes.length), bytes);
}

function name(text: Uint8Array, ...endings: readonly string[]): Uint8Array {
  return join(counted8(text), ...endings.map(label => counted8(fromText(label))), Uint8Array.of(0));
}

function question(asked: Uint8Array, type: number = types.address): Uint8Array {
  return join(fromHex('1234 0100 0001 0000 0000 0000'), asked, number16(type), number16(1));
}

/** An answer that asks back what was asked. */
function answer(asked: Uint8Array, type: number, data: Uint8Array): Uint8Array {
  const head = join(fromHex('1234 8180 0001 0001 0000 0000'), asked, number16(type), number16(1));
  return join(head, fromHex('c00c'), number16(type), fromHex('0001 0000003c'), counted16(data));
}

/** As devices tell of themselves, without being asked. */
function announcement(owner: Uint8Array, type: number, data: Uint8Array): Uint8Array {
  const head = fromHex('0000 8400 0000 0001 0000 0000');
  return join(head, owner, number16(type), fromHex('8001 00000078'), counted16(data));
}

function toServer(server: number, before: string, after = '\r\n'): Carrier[1] {
  return (text, port) => tcpFrame(port, server, join(fromText(before), text, fromText(after)));
}

function fromServer(server: number, before: string, after = '\r\n'): Carrier[1] {
  return (text, port) => tcpFrame(server, port, join(fromText(before), text, fromText(after)));
}

function message(from: number, to: number, before: string, after = '\r\n'): Carrier[1] {
  return text => udpFrame(from, to, join(fromText(before), text, fromText(after)));
}

function hello(...extensions: readonly Uint8Array[]): Uint8Array {
  return record(22, handshake(1, helloBody({ extensions })));
}

function serverName(host: Uint8Array): Uint8Array {
  return extension(0, counted16(join(Uint8Array.of(0), counted16(host))));
}

/** A certificate that says its subject, and not much more. */
function certificate(text: Uint8Array): Uint8Array {
  const commonName = tagged(0x31, tagged(0x30, fromHex('0603550403'), tagged(0x0c, text)));
  const subject = tagged(0x30, commonName);
  const algorithm = fromHex('300a06082a8648ce3d040302');
  const dates = tagged(0x30, ...['250101000000Z', '350101000000Z'].map(date => tagged(0x17, fromText(date))));
  const key = tagged(0x30, fromHex('301306072a8648ce3d020106082a8648ce3d030107'), fromHex('0303000411'));
  const body = tagged(0x30, fromHex('a003020102 020101'), algorithm, subject, dates, subject, key);
  const whole = tagged(0x30, body, algorithm, fromHex('030300 3000'));
  const list = join(Uint8Array.of(0), counted16(whole));
  return record(22, handshake(11, join(Uint8Array.of(0), counted16(list))));
}

function dhcp(...options: readonly Uint8Array[]): Uint8Array {
  const head = fromHex('01010600 3903f326 00008000 00000000 00000000 00000000 00000000 020000000001');
  return join(head, new Uint8Array(202), fromHex('63825363 350101'), ...options, Uint8Array.of(0xff));
}

function dhcpOption(code: number, text: Uint8Array): Uint8Array {
  return join(Uint8Array.of(code), counted8(text));
}

function snmp(community: Uint8Array, value: Uint8Array): Uint8Array {
  const binding = tagged(0x30, fromHex('0608 2b06010201010500'), tagged(0x04, value));
  const response = tagged(0xa2, fromHex('020101 020100 020100'), tagged(0x30, binding));
  return tagged(0x30, fromHex('020101'), tagged(0x04, community), response);
}

function mqtt(kind: number, content: Uint8Array): Uint8Array {
  return join(Uint8Array.of(kind), counted8(content));
}

const web = { request: 'GET / HTTP/1.1\r\n', host: 'Host: www.example.com\r\n', end: '\r\n\r\n' } as const;
const plain = fromText('x');

export const carriers: readonly Carrier[] = [
  ['DNS question', (text, port) => udpFrame(port, ports.dns, question(name(text, 'example', 'com')))],
  [
    'DNS alias',
    (text, port) => udpFrame(ports.dns, port, answer(name(plain, 'test'), types.alias, name(text, 'test'))),
  ],
  [
    'DNS text',
    (text, port) => udpFrame(ports.dns, port, answer(name(plain, 'test'), types.text, counted8(text))),
  ],
  [
    'DNS pointer',
    (text, port) => udpFrame(ports.dns, port, answer(name(plain, 'test'), types.pointer, name(text))),
  ],
  [
    'DNS answer that names a host',
    (text, port) =>
      udpFrame(ports.dns, port, answer(name(text, 'example', 'net'), types.address, fromHex('c6336414'))),
  ],
  [
    'mDNS host',
    text =>
      udpFrame(ports.mdns, ports.mdns, announcement(name(text, 'local'), types.address, fromHex('c0000201'))),
  ],
  [
    'mDNS service',
    text =>
      udpFrame(
        ports.mdns,
        ports.mdns,
        announcement(
          name(fromText('_http'), '_tcp', 'local'),
          types.pointer,
          name(text, '_http', '_tcp', 'local'),
        ),
      ),
  ],
  ['LLMNR question', (text, port) => udpFrame(port, ports.llmnr, question(name(text)))],
  ['TLS server name', (text, port) => tcpFrame(port, ports.https, hello(serverName(text)))],
  [
    'TLS application protocol',
    (text, port) => tcpFrame(port, ports.https, hello(extension(16, counted16(counted8(text))))),
  ],
  ['TLS certificate', (text, port) => tcpFrame(ports.https, port, certificate(text))],
  ['HTTP path', toServer(ports.http, 'GET /', ` HTTP/1.1\r\n${web.host}\r\n`)],
  ['HTTP method', toServer(ports.http, '', ` / HTTP/1.1\r\n${web.host}\r\n`)],
  ['HTTP host', toServer(ports.http, `${web.request}Host: `, web.end)],
  ['HTTP user agent', toServer(ports.http, `${web.request}${web.host}User-Agent: `, web.end)],
  ['HTTP referrer', toServer(ports.proxy, `${web.request}${web.host}Referer: http://`, web.end)],
  ['HTTP reason', fromServer(ports.http, 'HTTP/1.1 200 ', '\r\nContent-Length: 0\r\n\r\n')],
  ['HTTP server', fromServer(ports.http, 'HTTP/1.1 200 OK\r\nServer: ', '\r\nContent-Length: 0\r\n\r\n')],
  [
    'HTTP content',
    fromServer(ports.http, 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>', '</title>'),
  ],
  ['SSH banner', fromServer(ports.ssh, 'SSH-2.0-')],
  ['FTP greeting', fromServer(ports.ftp, '220 ')],
  ['FTP user', toServer(ports.ftp, 'USER ')],
  ['SMTP greeting', fromServer(ports.smtp, '220 ', ' ESMTP\r\n')],
  ['SMTP sender', toServer(ports.smtp, 'MAIL FROM:<', '@example.com>\r\n')],
  ['POP3 greeting', fromServer(ports.pop3, '+OK ')],
  ['IMAP login', toServer(ports.imap, 'a1 LOGIN ', ' secret\r\n')],
  ['Telnet', fromServer(ports.telnet, '', '\r\nlogin: ')],
  ['RTSP address', toServer(ports.rtsp, 'DESCRIBE rtsp://camera/', ' RTSP/1.0\r\nCSeq: 1\r\n\r\n')],
  ['SIP agent', message(ports.sip, ports.sip, 'OPTIONS sip:a@example.com SIP/2.0\r\nUser-Agent: ', web.end)],
  [
    'SIP caller',
    message(
      ports.sip,
      ports.sip,
      'INVITE sip:a@example.com SIP/2.0\r\nFrom: "',
      '" <sip:b@example.com>\r\n\r\n',
    ),
  ],
  [
    'SSDP server',
    message(ports.ssdp, ports.ssdp, 'NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nSERVER: ', web.end),
  ],
  [
    'SSDP location',
    message(ports.ssdp, ports.ssdp, 'NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nLOCATION: http://', web.end),
  ],
  ['Syslog', message(anyone, ports.syslog, '<34>Oct 11 22:14:15 host su: ', '')],
  ['TFTP file', text => udpFrame(anyone, ports.tftp, join(fromHex('0001'), text, fromText('\0octet\0')))],
  ['DHCP host', text => udpFrame(ports.dhcpClient, ports.dhcpServer, dhcp(dhcpOption(12, text)))],
  [
    'DHCP vendor and domain',
    text => udpFrame(ports.dhcpClient, ports.dhcpServer, dhcp(dhcpOption(60, text), dhcpOption(15, text))),
  ],
  ['SNMP community', (text, port) => udpFrame(port, ports.snmp, snmp(text, plain))],
  ['SNMP value', (text, port) => udpFrame(ports.snmp, port, snmp(fromText('public'), text))],
  [
    'MQTT client',
    (text, port) =>
      tcpFrame(port, ports.mqtt, mqtt(0x10, join(fromHex('00044d515454 04 02 003c'), counted16(text)))),
  ],
  [
    'MQTT topic and message',
    (text, port) => tcpFrame(port, ports.mqtt, mqtt(0x30, join(counted16(text), text.subarray(0, 40)))),
  ],
  ['Redis command', toServer(ports.redis, '*2\r\n$3\r\nGET\r\n$3\r\n')],
  [
    'PostgreSQL user',
    (text, port) => {
      const fields = join(fromText('user\0'), text, fromText('\0database\0'), text, fromText('\0\0'));
      return tcpFrame(
        port,
        ports.postgresql,
        join(number16(0), number16(fields.length + 8), fromHex('00030000'), fields),
      );
    },
  ],
  [
    'MySQL greeting',
    (text, port) => {
      const greeting = join(Uint8Array.of(10), text, fromHex('00 01000000 6162636465666768 00 fff7 08 0200'));
      return tcpFrame(ports.mysql, port, join(Uint8Array.of(greeting.length, 0, 0, 0), greeting));
    },
  ],
  ['LLDP system', text => ethernetFrame(0x88cc, lldp(text))],
  [
    'DNS question over IPv6',
    (text, port) => ipv6Frame(17, overIpv6(port, ports.dns, question(name(text, 'test')))),
  ],
];

function lldp(text: Uint8Array): Uint8Array {
  const system = join(Uint8Array.of(0x0a), counted8(text), Uint8Array.of(0x0c), counted8(text));
  return join(fromHex('0207 04 020000000001 0404 05 476931 0602 0078'), system, fromHex('0000'));
}

function overIpv6(from: number, to: number, content: Uint8Array): Uint8Array {
  return join(number16(from), number16(to), number16(content.length + 8), number16(0), content);
}
