/**
 * Flags and addresses of every interface as the C library tells them, of our own network namespace.
 *
 * Node's `networkInterfaces()` leaves out interfaces that are down or have no cable, and /sys may show
 * another network namespace than ours; getifaddrs(3) does neither.
 */
import { loadKernel, loadLibrary, type Pointer } from './kernel.ts';

export type KnownInterface = {
  flags: number;
  /** With prefix length, "192.0.2.7/24". */
  readonly addresses: string[];
  /** ARPHRD_ number and hardware address. */
  type: number | undefined;
  mac: string | undefined;
};

/** struct ifaddrs on 64-bit Linux. */
const entryBytes = 56;
const offsetOf = { next: 0, name: 8, flags: 16, address: 24, netmask: 32 } as const;
const longestName = 16;

const families = { inet: 2, inet6: 10, packet: 17 } as const;
/** Bytes of struct sockaddr_in, sockaddr_in6, and sockaddr_ll with the longest address it holds. */
const socketAddressBytes: Readonly<Record<number, number>> = { 2: 16, 10: 28, 17: 20 };

/** By name; undefined where the C library cannot be asked. */
export function listAddresses(): Map<string, KnownInterface> | undefined {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return undefined;
  const kernel = loadKernel();
  const loaded = loadLibrary([null]);
  if (!kernel.ok || !loaded.ok) return undefined;
  const { library } = loaded.value;
  const getifaddrs = library.func('getifaddrs', 'int', ['void *']);
  const freeifaddrs = library.func('freeifaddrs', 'void', ['void *']);
  const strnlen = library.func('strnlen', 'size_t', ['void *', 'size_t']);
  /** A copy, because the list is freed again. */
  const bytesAt = (address: Pointer, length: number): DataView => {
    const view = kernel.value.view(address, length);
    const copy = new DataView(view.slice(0));
    view.transfer(0);
    return copy;
  };
  const head = new BigUint64Array(1);
  if (getifaddrs(head) !== 0) return undefined;
  const first: Pointer = head[0] ?? 0n;
  const found = new Map<string, KnownInterface>();
  try {
    for (let entry = first; entry !== 0n; ) {
      const fields = bytesAt(entry, entryBytes);
      const pointer = (at: number): Pointer => fields.getBigUint64(at, true);
      const nameAt = pointer(offsetOf.name);
      const name = textOf(bytesAt(nameAt, Number(strnlen(nameAt, longestName))));
      const one = found.get(name) ?? { flags: 0, addresses: [], type: undefined, mac: undefined };
      found.set(name, one);
      one.flags = fields.getUint32(offsetOf.flags, true);
      const address = socketAddress(bytesAt, pointer(offsetOf.address));
      if (address !== undefined) note(one, address, socketAddress(bytesAt, pointer(offsetOf.netmask)));
      entry = pointer(offsetOf.next);
    }
  } finally {
    freeifaddrs(first);
  }
  return found;
}

type Reader = (address: Pointer, length: number) => DataView;

function socketAddress(bytesAt: Reader, at: Pointer): DataView | undefined {
  if (at === 0n) return undefined;
  const length = socketAddressBytes[bytesAt(at, 2).getUint16(0, true)];
  return length === undefined ? undefined : bytesAt(at, length);
}

function note(one: KnownInterface, address: DataView, netmask: DataView | undefined): void {
  const family = address.getUint16(0, true);
  const bytes = new Uint8Array(address.buffer);
  const mask = netmask === undefined ? undefined : new Uint8Array(netmask.buffer);
  if (family === families.inet) {
    one.addresses.push(`${bytes.subarray(4, 8).join('.')}${prefix(mask?.subarray(4, 8))}`);
  } else if (family === families.inet6) {
    one.addresses.push(`${formatSix(bytes.subarray(8, 24))}${prefix(mask?.subarray(8, 24))}`);
  } else if (family === families.packet) {
    // struct sockaddr_ll: hardware type at 8, length of the address at 11, the address from 12.
    one.type = address.getUint16(8, true);
    const hardware = bytes.subarray(12, 12 + (bytes[11] ?? 0));
    one.mac = [...hardware].map(byte => byte.toString(16).padStart(2, '0')).join(':');
  }
}

function prefix(mask: Uint8Array | undefined): string {
  if (mask === undefined) return '';
  let bits = 0;
  for (const byte of mask) bits += byte.toString(2).replaceAll('0', '').length;
  return `/${bits}`;
}

/** The WHATWG parser writes the shortest form, of RFC 5952. */
export function formatSix(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${digits.join(':')}]/`).hostname.slice(1, -1);
}

function textOf(view: DataView): string {
  return Buffer.from(view.buffer).toString('utf8');
}
