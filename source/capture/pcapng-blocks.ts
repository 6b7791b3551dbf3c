/** The vocabulary of pcapng files, shared by the reader and the writer. */

export const blockType = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  /** Obsolete, but still found in old files. */
  packet: 2,
  simplePacket: 3,
  interfaceStatistics: 5,
  enhancedPacket: 6,
} as const;

export const byteOrderMagic = 0x1a2b3c4d;

/** Type and length in front, length again behind. */
export const blockOverhead = 12;

/** Body of a section header without options: magic, version, section length. */
export const sectionBodyLength = 16;
/** Body of an interface description without options: link type, reserved, snap length. */
export const interfaceBodyLength = 8;
/** In front of the bytes of an enhanced (and an obsolete) packet: interface, time, two lengths. */
export const packetBodyLength = 20;
/** In front of the bytes of a simple packet: its length. */
export const simplePacketBodyLength = 4;
/** In front of the options of interface statistics: interface, time. */
export const statisticsBodyLength = 12;

export const option = {
  end: 0,
  comment: 1,
  sectionHardware: 2,
  sectionSystem: 3,
  sectionApplication: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  interfaceTimeResolution: 9,
  interfaceFilter: 11,
  interfaceSystem: 12,
  interfaceTimeOffset: 14,
  packetDropCount: 4,
  statisticsStart: 2,
  statisticsEnd: 3,
  statisticsReceived: 4,
  statisticsInterfaceDropped: 5,
  statisticsKernelDropped: 7,
  statisticsDelivered: 8,
} as const;

/** Everything in a pcapng file is padded to a multiple of four bytes. */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
