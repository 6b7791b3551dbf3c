/** What the subtypes of 802.11 frames are called. */

const management: readonly string[] = [
  'Association Request',
  'Association Response',
  'Reassociation Request',
  'Reassociation Response',
  'Probe Request',
  'Probe Response',
  'Timing Advertisement',
  'Management frame',
  'Beacon frame',
  'ATIM',
  'Disassociate',
  'Authentication',
  'Deauthentication',
  'Action',
  'Action No Ack',
  'Management frame',
];

const control: readonly string[] = [
  'Control frame',
  'Control frame',
  'Trigger',
  'TACK',
  'Beamforming Report Poll',
  'VHT/HE NDP Announcement',
  'Control Frame Extension',
  'Control Wrapper',
  '802.11 Block Ack Req',
  '802.11 Block Ack',
  'Power-Save poll',
  'Request-to-send',
  'Clear-to-send',
  'Acknowledgement',
  'CF-End',
  'CF-End + CF-Ack',
];

const dataNames: readonly string[] = [
  'Data',
  'Data + CF-Ack',
  'Data + CF-Poll',
  'Data + CF-Ack + CF-Poll',
  'Null function (No data)',
  'CF-Ack (No data)',
  'CF-Poll (No data)',
  'CF-Ack + CF-Poll (No data)',
  'QoS Data',
  'QoS Data + CF-Ack',
  'QoS Data + CF-Poll',
  'QoS Data + CF-Ack + CF-Poll',
  'QoS Null function (No data)',
  'QoS data frame',
  'QoS CF-Poll (No data)',
  'QoS CF-Ack + CF-Poll (No data)',
];

export function wlanFrameName(type: number, subtype: number): string {
  const names = type === 0 ? management : type === 1 ? control : type === 2 ? dataNames : undefined;
  return names?.[subtype] ?? 'Extension frame';
}

export const wlanReasons: Readonly<Record<number, string>> = {
  1: 'unspecified',
  2: 'authentication no longer valid',
  3: 'station is leaving',
  4: 'inactivity',
  5: 'access point is full',
  6: 'not authenticated',
  7: 'not associated',
  8: 'station is leaving',
  13: 'invalid element',
  14: 'message integrity failure',
  15: '4-way handshake timeout',
  16: 'group key handshake timeout',
  17: 'handshake element differs',
  23: '802.1X authentication failed',
};

export const wlanElements: Readonly<Record<number, string>> = {
  0: 'SSID',
  1: 'Supported rates',
  3: 'Channel',
  5: 'Traffic indication map',
  7: 'Country',
  11: 'BSS load',
  32: 'Power constraint',
  42: 'ERP',
  45: 'HT capabilities',
  48: 'RSN',
  50: 'Extended supported rates',
  61: 'HT operation',
  107: 'Interworking',
  114: 'Mesh id',
  127: 'Extended capabilities',
  191: 'VHT capabilities',
  192: 'VHT operation',
  221: 'Vendor specific',
  255: 'Extension',
};
