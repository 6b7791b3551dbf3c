import { u8, u32le } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import { hexNumber } from './text.ts';

/** Ethernet Global Data of GE's controllers. */
export const egd = headerProtocol({
  name: 'EGD',
  title: 'Ethernet Global Data',
  udpPorts: [18246],
  accepts: (p, at, end) => at + 32 <= end && u8(p.bytes, at) === 13 && u8(p.bytes, at + 1) === 1,
  summarize: (p, at) => `Data Msg: ExchangeID=${hexNumber(u32le(p.bytes, at + 8), 8)}`,
  fields: [
    ['Type', 0, 1],
    ['Version', 1, 1],
    ['Request id', 2, 2, 'little'],
    ['Producer', 4, 4, 'ipv4'],
    ['Exchange id', 8, 4, 'littleHex'],
    ['Time (s)', 12, 4, 'little'],
    ['Time (ns)', 16, 4, 'little'],
    ['Status', 20, 4, 'little'],
  ],
});
