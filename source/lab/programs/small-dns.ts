/** As much of DNS messages as asking for one name and answering with an address takes. */
const headerBytes = 12;
const questionTailBytes = 4;
const answerSeconds = 30;
const addressType = 1;
const internetClass = 1;
const namePointer = 0xc00c;
const responseFlag = 0x8000;

export function askName(id: number, name: string, type: number): Buffer {
  const labels = name
    .split('.')
    .map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const head = Buffer.alloc(headerBytes);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(1, 4);
  const tail = Buffer.alloc(1 + questionTailBytes);
  tail.writeUInt16BE(type, 1);
  tail.writeUInt16BE(internetClass, 3);
  return Buffer.concat([head, ...labels, tail]);
}

/** The name of its only question, or '' when it is something else. */
export function nameAsked(message: Buffer): string {
  if (message.length < headerBytes || (message.readUInt16BE(2) & responseFlag) !== 0) return '';
  const labels: string[] = [];
  for (let at = headerBytes; at < message.length; ) {
    const length = message.readUInt8(at);
    if (length === 0) return labels.join('.');
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return '';
}

/** The question with its answer: an address when one was asked for, nothing otherwise. */
export function answerName(question: Buffer, address: string): Buffer {
  const end = headerBytes + nameAsked(question).length + 2 + questionTailBytes;
  const copy = Buffer.from(question.subarray(0, end));
  const type = copy.readUInt16BE(end - questionTailBytes);
  copy.writeUInt16BE(responseFlag, 2);
  if (type !== addressType) return copy;
  copy.writeUInt16BE(1, 6);
  const record = Buffer.alloc(16);
  record.writeUInt16BE(namePointer, 0);
  record.writeUInt16BE(addressType, 2);
  record.writeUInt16BE(internetClass, 4);
  record.writeUInt32BE(answerSeconds, 6);
  record.writeUInt16BE(4, 10);
  record.set(address.split('.').map(Number), 12);
  return Buffer.concat([copy, record]);
}
