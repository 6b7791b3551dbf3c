/** Answers that are many times as large as their questions. */

const dnsHeaderBytes = 12;
const textBytes = 250;
const dnsRecords = 11;
const classIn = 1;
const typeTxt = 16;
const typeA = 1;
/** In the additional section of the question stands how much the asker takes; a root name and fixed fields. */
const optBytes = 11;

/** `ANY example.com` with EDNS0, 4096 bytes accepted: what is sent to open resolvers in another's name. */
export function anyQuestion(id: number, name: string): Uint8Array {
  const labels = name.split('.').flatMap(label => [label.length, ...Buffer.from(label, 'latin1')]);
  const header = [id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
  return Uint8Array.from([...header, ...labels, 0, 0, 255, 0, classIn, 0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]);
}

export function largeDnsAnswer(question: Uint8Array): readonly Uint8Array[] {
  if (question.length < dnsHeaderBytes + 5 + optBytes) return [];
  const questionEnd = question.length - optBytes;
  const counts = [0, 1, 0, dnsRecords + 4, 0, 0, 0, 1];
  const parts = [
    Uint8Array.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80, ...counts]),
    question.subarray(dnsHeaderBytes, questionEnd),
  ];
  for (let index = 0; index < dnsRecords; index += 1) {
    const text = Buffer.from(
      `v=spf1 part ${index} `.padEnd(textBytes, 'include:_spf.example.com '),
      'latin1',
    );
    parts.push(record(typeTxt, [textBytes, ...text]));
  }
  for (let index = 0; index < 4; index += 1) parts.push(record(typeA, [198, 51, 100, 201 + index]));
  parts.push(question.subarray(questionEnd));
  return [Buffer.concat(parts)];
}

function record(type: number, data: readonly number[]): Uint8Array {
  const lifeSeconds = [0, 0, 0x0e, 0x10];
  return Uint8Array.from([
    0xc0,
    12,
    0,
    type,
    0,
    classIn,
    ...lifeSeconds,
    data.length >> 8,
    data.length & 255,
    ...data,
  ]);
}

/** Mode 7, implementation XNTPD, request "monlist with version": eight bytes. */
export const monitorQuestion = Uint8Array.from([0x17, 0, 3, 42, 0, 0, 0, 0]);
const monitorEntries = 6;
const monitorEntryBytes = 72;
const monitorPackets = 10;

/** A question of eight bytes, ten datagrams of 440. */
export function monitorList(question: Uint8Array): readonly Uint8Array[] {
  if (question[0] !== 0x17 || question[3] !== 42) return [];
  return Array.from({ length: monitorPackets }, (_, sequence) => {
    const packet = Buffer.alloc(8 + monitorEntries * monitorEntryBytes);
    const more = sequence < monitorPackets - 1 ? 0x40 : 0;
    packet.set([0x97 | more, sequence, 3, 42, 0, monitorEntries, 0, monitorEntryBytes]);
    for (let entry = 0; entry < monitorEntries; entry += 1) {
      const at = 8 + entry * monitorEntryBytes;
      packet.writeUInt32BE(30 * (sequence * monitorEntries + entry), at);
      packet.writeUInt32BE(1 + entry, at + 12);
      packet.set([198, 51, 100, 10 + sequence, 198, 51, 100, 123], at + 16);
      packet.set([0, 0, 0, 0, 0, 123, 3, 4], at + 24);
    }
    return packet;
  });
}

export function searchQuestion(host: string): string {
  return `M-SEARCH * HTTP/1.1\r\nHOST: ${host}:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n`;
}

const ssdpTypes = [
  'upnp:rootdevice',
  'urn:schemas-upnp-org:device:MediaServer:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:service:ContentDirectory:1',
  'urn:schemas-upnp-org:service:ConnectionManager:1',
  'urn:schemas-upnp-org:service:AVTransport:1',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:Layer3Forwarding:1',
];

export function ssdpAnswers(question: string, address: string): readonly Uint8Array[] {
  if (!question.startsWith('M-SEARCH')) return [];
  return ssdpTypes.map((type, index) =>
    Buffer.from(
      `HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://${address}:49152/description.xml\r\n` +
        `SERVER: Linux/4.9 UPnP/1.0 device/1.${index}\r\nST: ${type}\r\n` +
        `USN: uuid:4d696e69-444c-164e-9d41-00113270${index}b30::${type}\r\n\r\n`,
      'latin1',
    ),
  );
}
