import { ipv4At } from './address.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** DHCP options for the tree: what each is called and how its value reads. */

export const dhcpMessageTypes: Readonly<Record<number, string>> = {
  1: 'Discover',
  2: 'Offer',
  3: 'Request',
  4: 'Decline',
  5: 'ACK',
  6: 'NAK',
  7: 'Release',
  8: 'Inform',
  9: 'Force Renew',
  10: 'Lease Query',
  11: 'Lease Unassigned',
  12: 'Lease Unknown',
  13: 'Lease Active',
  14: 'Bulk Lease Query',
  15: 'Lease Query Done',
};

type Kind = 'addresses' | 'text' | 'seconds' | 'number' | 'type' | 'codes' | 'client' | 'bytes';

// biome-ignore format: a table
const options: Readonly<Record<number, readonly [string, Kind]>> = {
  1: ['Subnet mask', 'addresses'], 2: ['Time offset', 'number'], 3: ['Router', 'addresses'],
  4: ['Time server', 'addresses'], 5: ['Name server', 'addresses'], 6: ['Domain name server', 'addresses'],
  7: ['Log server', 'addresses'], 12: ['Host name', 'text'], 13: ['Boot file size', 'number'],
  15: ['Domain name', 'text'], 17: ['Root path', 'text'], 19: ['IP forwarding', 'number'],
  23: ['Default TTL', 'number'], 26: ['Interface MTU', 'number'], 28: ['Broadcast address', 'addresses'],
  31: ['Router discovery', 'number'], 33: ['Static routes', 'addresses'], 40: ['NIS domain', 'text'],
  42: ['NTP servers', 'addresses'], 43: ['Vendor specific', 'bytes'], 44: ['NetBIOS name servers', 'addresses'],
  46: ['NetBIOS node type', 'number'], 47: ['NetBIOS scope', 'text'], 50: ['Requested address', 'addresses'],
  51: ['Lease time', 'seconds'], 52: ['Option overload', 'number'], 53: ['Message type', 'type'],
  54: ['Server identifier', 'addresses'], 55: ['Parameter request list', 'codes'], 56: ['Message', 'text'],
  57: ['Largest message', 'number'], 58: ['Renewal time', 'seconds'], 59: ['Rebinding time', 'seconds'],
  60: ['Vendor class', 'text'], 61: ['Client identifier', 'client'], 66: ['TFTP server', 'text'],
  67: ['Boot file name', 'text'], 77: ['User class', 'bytes'], 80: ['Rapid commit', 'bytes'],
  81: ['Client domain name', 'bytes'], 82: ['Relay agent information', 'bytes'], 93: ['Client system', 'number'],
  94: ['Client network interface', 'bytes'], 97: ['Machine identifier', 'bytes'], 100: ['Time zone', 'text'],
  101: ['Time zone name', 'text'], 114: ['Captive portal', 'text'], 116: ['Auto-configuration', 'number'],
  119: ['Domain search', 'bytes'], 121: ['Classless static routes', 'bytes'], 125: ['Vendor information', 'bytes'],
  150: ['TFTP server address', 'addresses'], 252: ['Proxy auto-discovery', 'text'],
};

function optionName(code: number): string {
  return options[code]?.[0] ?? `Option ${code}`;
}

export function growDhcpOptions(tree: Tree, bytes: Bytes, at: number, end: number): void {
  let next = at;
  while (next < end) {
    const code = u8(bytes, next);
    if (code === 0) {
      next += 1;
      continue;
    }
    if (code === 255) {
      tree.field('End of options', '', next, 1);
      return;
    }
    const length = next + 1 < end ? u8(bytes, next + 1) : 0;
    if (next + 2 + length > end) {
      tree.field(optionName(code), 'cut short', next, end - next);
      return;
    }
    tree.field(optionName(code), optionValue(bytes, code, next + 2, next + 2 + length), next, 2 + length);
    next += 2 + length;
  }
}

function optionValue(bytes: Bytes, code: number, at: number, end: number): string {
  const length = end - at;
  switch (options[code]?.[1] ?? 'bytes') {
    case 'addresses': {
      const list: string[] = [];
      for (let next = at; next + 4 <= end; next += 4) list.push(ipv4At(bytes, next));
      return list.join(', ');
    }
    case 'text':
      return safeText(bytes, at, end);
    case 'seconds':
      return length === 4 ? `${u32(bytes, at)} s` : hex(bytes, at, end);
    case 'number':
      if (length === 1) return String(u8(bytes, at));
      if (length === 2) return String(u16(bytes, at));
      return length === 4 ? String(u32(bytes, at)) : hex(bytes, at, end);
    case 'type':
      return length === 1 ? (dhcpMessageTypes[u8(bytes, at)] ?? String(u8(bytes, at))) : hex(bytes, at, end);
    case 'codes': {
      const list: string[] = [];
      for (let next = at; next < end; next += 1) list.push(optionName(u8(bytes, next)));
      return list.join(', ');
    }
    case 'client':
      return length === 7 && u8(bytes, at) === 1 ? hex(bytes, at + 1, end, ':') : hex(bytes, at, end);
    default:
      return hex(bytes, at, end);
  }
}
