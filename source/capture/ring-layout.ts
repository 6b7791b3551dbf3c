/** Numbers of Linux's packet sockets (linux/if_packet.h, linux/if_arp.h), named as we read them. */

export const addressFamilyPacket = 17;
export const socketRaw = 3;
/** In network byte order, as `socket()` and `sockaddr_ll` want it. */
export const everyProtocol = 0x0300;

export const levelSocket = 1;
export const levelPacket = 263;
export const socketOptions = { error: 4, attachFilter: 26 } as const;
export const packetOptions = {
  addMembership: 1,
  receiveRing: 5,
  statistics: 6,
  version: 10,
  reserve: 12,
  transmitRing: 13,
  qdiscBypass: 20,
} as const;
export const membershipPromiscuous = 1;
export const tpacketVersion3 = 2;

/** Byte offsets inside a block's descriptor. */
export const block = { status: 8, packetCount: 12, firstPacket: 16 } as const;
export const blockOwnedByKernel = 0;
export const blockOwnedByUser = 1;

/** Byte offsets inside one packet's header (tpacket3_hdr, then sockaddr_ll). */
export const frame = {
  next: 0,
  seconds: 4,
  nanoseconds: 8,
  captured: 12,
  length: 16,
  status: 20,
  /** Two 16-bit numbers: where the link header starts, where the network header starts. */
  starts: 24,
  vlanTag: 32,
  vlanProtocol: 36,
  linkProtocol: 50,
  interfaceIndex: 52,
  hardwareType: 56,
  packetType: 58,
  addressLength: 59,
  address: 60,
} as const;

export const statusVlanValid = 1 << 4;
export const statusVlanProtocolValid = 1 << 6;
export const packetTypeOutgoing = 4;
export const vlanTagBytes = 4;
export const etherTypeVlan = 0x8100;
/** 802.1Q, 802.1ad, and what was used before the latter. */
export const tagTypes = [etherTypeVlan, 0x88a8, 0x9100] as const;
export const macAddressesBytes = 12;

export const hardwareTypes = { ethernet: 1, loopback: 772 } as const;
export const linkTypes = { ethernet: 1, rawIp: 101, ieee80211: 105, prism: 119, radiotap: 127 } as const;
export const linkTypeCooked2 = 276;
export const cookedHeaderBytes = 20;

/** Devices whose packets start with the IP header: they have no link header at all. */
const rawIpHardware: ReadonlySet<number> = new Set([
  519, // raw IP (cellular modems)
  768, // IPv4 in IPv4
  769, // IPv6 in IPv6
  776, // IPv6 in IPv4
  0xfffe, // none: tun, WireGuard
]);

/**
 * The link type of a device's packets. Where the link header has no LINKTYPE of its own or a length that
 * differs between directions (PPP, GRE …) the answer is Linux cooked v2, whose header we write ourselves.
 */
export function linkTypeOfHardware(hardwareType: number): number {
  if (hardwareType === hardwareTypes.ethernet || hardwareType === hardwareTypes.loopback)
    return linkTypes.ethernet;
  if (rawIpHardware.has(hardwareType)) return linkTypes.rawIp;
  if (hardwareType === 801) return linkTypes.ieee80211;
  if (hardwareType === 802) return linkTypes.prism;
  if (hardwareType === 803) return linkTypes.radiotap;
  return linkTypeCooked2;
}
