/**
 * What a telephone asks its neighbours when it joins: who plays music (mDNS), who is a router (SSDP), and that its
 * name is its own. `greet-neighbours.ts ADDRESS NAME`
 */
import { createSocket } from 'node:dgram';

const [address = '0.0.0.0', name = 'device'] = process.argv.slice(2);
const mdns = { group: '224.0.0.251', port: 5353 } as const;
const ssdp = { group: '239.255.255.250', port: 1900 } as const;
const services = [
  '_googlecast._tcp.local',
  '_airplay._tcp.local',
  '_ipp._tcp.local',
  '_services._dns-sd._udp.local',
];
const rounds = 3;
const roundMilliseconds = 1100;
const [typeAddress, typePointer, typeAny, classInternet] = [1, 12, 255, 1];
const flushBit = 0x8000;
const lifeSeconds = 120;
const answerFlags = 0x8400;

function number16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

function encoded(full: string): Buffer {
  const labels = full.split('.').map(label => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}

function question(names: readonly string[], type: number): Buffer {
  const asked = names.map(full => Buffer.concat([encoded(full), number16(type, classInternet)]));
  return Buffer.concat([number16(0, 0, names.length, 0, 0, 0), ...asked]);
}

function announcement(): Buffer {
  const life = number16(0, lifeSeconds);
  const data = Buffer.from(address.split('.').map(Number));
  const record = [number16(typeAddress, classInternet | flushBit), life, number16(data.length), data];
  return Buffer.concat([number16(0, answerFlags, 0, 1, 0, 0), encoded(`${name}.local`), ...record]);
}

function search(target: string): Buffer {
  const lines = ['M-SEARCH * HTTP/1.1', `HOST: ${ssdp.group}:${ssdp.port}`, 'MAN: "ssdp:discover"', 'MX: 2'];
  return Buffer.from(
    `${[...lines, `ST: ${target}`, 'USER-AGENT: Android/14 UPnP/1.1'].join('\r\n')}\r\n\r\n`,
  );
}

const multicast = createSocket({ type: 'udp4', reuseAddr: true });
const seeker = createSocket('udp4');
multicast.bind(mdns.port, () => {
  multicast.setMulticastInterface(address);
  multicast.addMembership(mdns.group, address);
  seeker.bind(0, address, () => {
    seeker.setMulticastInterface(address);
    greet(1);
  });
});

function greet(round: number): void {
  const toMdns = (message: Buffer): void => multicast.send(message, mdns.port, mdns.group);
  // The name is asked for before it is taken.
  toMdns(round === 1 ? question([`${name}.local`], typeAny) : announcement());
  toMdns(question(services, typePointer));
  for (const target of ['ssdp:all', 'urn:schemas-upnp-org:device:InternetGatewayDevice:1'])
    seeker.send(search(target), ssdp.port, ssdp.group);
  if (round < rounds) setTimeout(greet, roundMilliseconds, round + 1);
  else setTimeout(() => process.exit(0), roundMilliseconds);
}
