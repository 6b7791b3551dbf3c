/** 12345 → "12,345", whatever the locale. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** "1 packet", "2,000 packets". */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** "only 1 byte is there", "only 7 bytes are there". */
export function onlyBytesThere(count: number): string {
  return `only ${counted(count, 'byte')} ${count === 1 ? 'is' : 'are'} there`;
}
