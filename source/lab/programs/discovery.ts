/**
 * Looking for each other as televisions, printers and computers do: SSDP (announced, searched for, described over
 * HTTP), questions by mDNS and LLMNR. Words: role, name, address, seed.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, get } from 'node:http';
import { Random } from '../../testing/random.ts';
import { answerName, askName, nameAsked } from './small-dns.ts';

const ssdp = { group: '239.255.255.250', port: 1900 } as const;
const mdns = { group: '224.0.0.251', port: 5353 } as const;
const llmnr = { group: '224.0.0.252', group6: 'ff02::1:3', port: 5355 } as const;
const descriptionPort = 8008;
const announceSeconds = 25;
const searchSeconds = 25;
const browseSeconds = 14;
const askSeconds = 20;
const mostAnswerSeconds = 1;
const pointerType = 12;
const multicastTimeToLive = 2;

const [role = 'device', name = 'somebody', address = '127.0.0.1', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
const identity = `uuid:4d696e69-444c-164e-9d41-${Buffer.from(name.padEnd(6, 'x')).toString('hex').slice(0, 12)}`;
const location = `http://${address}:${descriptionPort}/description.xml`;
const kinds = ['upnp:rootdevice', identity, 'urn:schemas-upnp-org:device:Basic:1'] as const;
const sought = ['ssdp:all', 'upnp:rootdevice', kinds[2]] as const;
const browsed = [
  '_ipp._tcp.local',
  '_googlecast._tcp.local',
  '_airplay._tcp.local',
  '_smb._tcp.local',
] as const;
const askedNames = ['wpad', 'fileserver', 'printer', 'nas', 'desktop', 'laptop'] as const;

function open(port: number, group: string, hears: (message: Buffer, from: RemoteInfo) => void): Socket {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  // Whoever hears nothing can still speak.
  socket.on('error', () => undefined);
  socket.on('message', hears);
  socket.bind(port, () => {
    if (group !== '') socket.addMembership(group, address);
    socket.setMulticastInterface(address);
    socket.setMulticastTTL(multicastTimeToLive);
    socket.setMulticastLoopback(false);
  });
  return socket;
}

/** Again and again, with a few seconds more or less each time. */
function every(seconds: number, act: () => void): void {
  const wait = seconds * (0.5 + random.fraction());
  setTimeout(() => {
    act();
    every(seconds, act);
  }, wait * 1000);
}

function announce(): void {
  const socket = open(ssdp.port, ssdp.group, (message, from) => {
    const text = message.toString('latin1');
    if (!text.startsWith('M-SEARCH')) return;
    const target = /^ST: *(.+)$/im.exec(text)?.[1]?.trim() ?? '';
    const matching = kinds.filter(kind => target === 'ssdp:all' || target === kind);
    for (const kind of matching) {
      const answer = `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=120\r\nEXT:\r\nLOCATION: ${location}\r\nSERVER: Linux/5.4 UPnP/1.0 ${name}/1.0\r\nST: ${kind}\r\nUSN: ${identity}::${kind}\r\n\r\n`;
      setTimeout(
        () => socket.send(answer, from.port, from.address),
        random.fraction() * mostAnswerSeconds * 1000,
      );
    }
  });
  const say = (): void => {
    for (const kind of kinds)
      socket.send(
        `NOTIFY * HTTP/1.1\r\nHOST: ${ssdp.group}:${ssdp.port}\r\nCACHE-CONTROL: max-age=120\r\nLOCATION: ${location}\r\nNT: ${kind}\r\nNTS: ssdp:alive\r\nSERVER: Linux/5.4 UPnP/1.0 ${name}/1.0\r\nUSN: ${identity}::${kind}\r\n\r\n`,
        ssdp.port,
        ssdp.group,
      );
  };
  setTimeout(say, random.fraction() * 3000);
  every(announceSeconds, say);
  const description = `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><friendlyName>${name}</friendlyName><manufacturer>Somebody</manufacturer><UDN>${identity}</UDN></device></root>`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/xml');
    response.end(description);
  });
  server.on('error', () => undefined);
  server.listen(descriptionPort);
}

function search(): void {
  const fetched = new Map<string, number>();
  const socket = open(0, '', message => {
    const where = /^LOCATION: *(.+)$/im.exec(message.toString('latin1'))?.[1]?.trim();
    if (where === undefined || performance.now() - (fetched.get(where) ?? Number.NEGATIVE_INFINITY) < 60_000)
      return;
    fetched.set(where, performance.now());
    get(where, { agent: false, timeout: 3000 }, response => response.resume()).on('error', () => undefined);
  });
  every(searchSeconds, () => {
    const target = random.pick(sought);
    const question = `M-SEARCH * HTTP/1.1\r\nHOST: ${ssdp.group}:${ssdp.port}\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\nUSER-AGENT: ${name}/1.0\r\n\r\n`;
    for (const after of [0, 300]) setTimeout(() => socket.send(question, ssdp.port, ssdp.group), after);
  });
}

function browse(): void {
  const socket = open(mdns.port, mdns.group, () => undefined);
  every(browseSeconds, () =>
    socket.send(askName(0, random.pick(browsed), pointerType), mdns.port, mdns.group),
  );
}

function ask(): void {
  const socket = open(llmnr.port, llmnr.group, (message, from) => {
    if (nameAsked(message) === name) socket.send(answerName(message, address), from.port, from.address);
  });
  const asking = open(0, '', () => undefined);
  const asking6 = createSocket({ type: 'udp6' });
  asking6.on('error', () => undefined);
  every(askSeconds, () => {
    const query = askName(random.below(65_536), random.pick(askedNames), random.chance(0.5) ? 1 : 28);
    asking.send(query, llmnr.port, llmnr.group);
    asking6.send(query, llmnr.port, `${llmnr.group6}%eth0`);
  });
}

if (role === 'device') announce();
else {
  search();
  ask();
}
browse();
