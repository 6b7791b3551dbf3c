/** Names of LINKTYPE_ numbers, as exports and the interface list show them. */
// biome-ignore format: a table
const names: Readonly<Record<number, string>> = {
  0: 'null', 1: 'ethernet', 6: 'token-ring', 7: 'arcnet', 8: 'slip', 9: 'ppp', 10: 'fddi', 50: 'ppp-hdlc', 51: 'pppoe',
  100: 'atm-rfc1483', 101: 'raw-ip', 104: 'cisco-hdlc', 105: 'ieee-802.11', 106: 'atm-clip', 107: 'frame-relay',
  108: 'loopback', 113: 'linux-cooked', 119: 'prism', 122: 'ip-over-fc', 127: 'radiotap', 129: 'arcnet-linux',
  138: 'ieee-1394', 143: 'docsis', 147: 'user-0', 162: 'packet-record', 163: 'avs', 165: 'bacnet-ms-tp', 187: 'bluetooth-h4',
  189: 'usb-linux', 192: 'ppi', 195: 'ieee-802.15.4', 201: 'bluetooth-h4-phdr', 203: 'lapd', 220: 'usb-linux-mmapped',
  226: 'ipnet', 227: 'can', 228: 'raw-ipv4', 229: 'raw-ipv6', 230: 'ieee-802.15.4-nofcs', 231: 'dbus', 239: 'nflog',
  240: 'netanalyzer', 242: 'ip-over-infiniband', 249: 'usbpcap', 253: 'netlink', 258: 'pktap', 271: 'vsock', 276: 'linux-cooked-2',
};

export function linkTypeName(linkType: number): string {
  return names[linkType] ?? `linktype-${linkType}`;
}
