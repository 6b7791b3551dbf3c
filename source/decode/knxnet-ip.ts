import { u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

// biome-ignore format: a table
const services: Readonly<Record<number, string>> = {
  513: 'SearchReq', 514: 'SearchResp', 515: 'DescriptionReq', 516: 'DescriptionResp', 517: 'ConnectReq',
  518: 'ConnectResp', 519: 'ConnectionStateReq', 520: 'ConnectionStateResp', 521: 'DisconnectReq',
  522: 'DisconnectResp', 523: 'SearchReqExt', 524: 'SearchRespExt', 784: 'ConfigReq', 785: 'ConfigAck',
  1056: 'TunnelReq', 1057: 'TunnelAck', 1058: 'TunnelFeatureGet', 1059: 'TunnelFeatureResp',
  1060: 'TunnelFeatureSet', 1061: 'TunnelFeatureInfo', 1328: 'RoutingInd', 1329: 'RoutingLost',
  1330: 'RoutingBusy',
};

/** Building control over IP. */
export const knxnetIp = headerProtocol({
  name: 'KNXnet/IP',
  title: 'KNXnet/IP',
  tcpPorts: [3671],
  udpPorts: [3671],
  accepts: (p, at, end) =>
    at + 6 <= end && u8(p.bytes, at) === 6 && (u8(p.bytes, at + 1) === 0x10 || u8(p.bytes, at + 1) === 0x13),
  summarize: (p, at) => services[u16(p.bytes, at + 2)] ?? `service ${u16(p.bytes, at + 2)}`,
  fields: [
    ['Header length', 0, 1],
    ['Version', 1, 1, 'hex'],
    ['Service', 2, 2, services],
    ['Total length', 4, 2],
  ],
});
