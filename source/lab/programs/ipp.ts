/** Internet Printing Protocol: the two requests a desktop makes, and their answers. */

export const ippOperations = { printJob: 0x0002, printerAttributes: 0x000b } as const;

const tags = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04 } as const;
const kinds = {
  integer: 0x21,
  enumeration: 0x23,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
};
type Kind = keyof typeof kinds;
type Attribute = readonly [kind: Kind, name: string, value: string | number];

const start: readonly Attribute[] = [
  ['charset', 'attributes-charset', 'utf-8'],
  ['language', 'attributes-natural-language', 'en'],
];

export function ippRequest(operation: number, id: number, printer: string, job = '', data = ''): Buffer {
  const named: Attribute[] = job === '' ? [] : [['name', 'job-name', job]];
  const all: Attribute[] = [
    ...start,
    ['uri', 'printer-uri', printer],
    ['name', 'requesting-user-name', 'ben'],
    ...named,
  ];
  return Buffer.concat([head(operation, id), group(tags.operation, all), end, Buffer.from(data)]);
}

export type IppHead = { readonly operation: number; readonly id: number };

export function readIppHead(request: Buffer): IppHead | undefined {
  if (request.length < 8) return undefined;
  return { operation: request.readUInt16BE(2), id: request.readUInt32BE(4) };
}

/** "Done", with what was asked for. */
export function ippAnswer({ operation, id }: IppHead, jobs: number): Buffer {
  const parts = [head(0, id), group(tags.operation, start)];
  if (operation === ippOperations.printJob)
    parts.push(
      group(tags.job, [
        ['integer', 'job-id', jobs],
        ['enumeration', 'job-state', 5],
      ]),
    );
  else
    parts.push(
      group(tags.printer, [
        ['name', 'printer-name', 'hall'],
        ['enumeration', 'printer-state', 3],
        ['keyword', 'printer-state-reasons', 'none'],
        ['integer', 'queued-job-count', 0],
        ['keyword', 'media-ready', 'iso_a4_210x297mm'],
      ]),
    );
  return Buffer.concat([...parts, end]);
}

const end = Buffer.from([tags.end]);

function head(code: number, id: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(0x0101, 0);
  bytes.writeUInt16BE(code, 2);
  bytes.writeUInt32BE(id, 4);
  return bytes;
}

function group(tag: number, attributes: readonly Attribute[]): Buffer {
  return Buffer.concat([Buffer.from([tag]), ...attributes.map(one => attribute(...one))]);
}

function attribute(kind: Kind, name: string, value: string | number): Buffer {
  const content = typeof value === 'string' ? Buffer.from(value) : Buffer.alloc(4);
  if (typeof value === 'number') content.writeInt32BE(value);
  return Buffer.concat([Buffer.from([kinds[kind]]), counted(Buffer.from(name)), counted(content)]);
}

function counted(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
