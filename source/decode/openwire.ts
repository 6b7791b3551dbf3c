import { startsWith, u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  1: 'WireFormatInfo', 2: 'BrokerInfo', 3: 'ConnectionInfo', 4: 'SessionInfo', 5: 'ConsumerInfo', 6: 'ProducerInfo',
  7: 'TransactionInfo', 8: 'DestinationInfo', 9: 'RemoveSubscriptionInfo', 10: 'KeepAliveInfo', 11: 'ShutdownInfo',
  12: 'RemoveInfo', 14: 'ControlCommand', 15: 'FlushCommand', 16: 'ConnectionError', 17: 'ConsumerControl',
  18: 'ConnectionControl', 21: 'MessageDispatch', 22: 'MessageAck', 23: 'ActiveMQMessage', 24: 'ActiveMQBytesMessage',
  25: 'ActiveMQMapMessage', 26: 'ActiveMQObjectMessage', 27: 'ActiveMQStreamMessage', 28: 'ActiveMQTextMessage',
  30: 'Response', 31: 'ExceptionResponse', 32: 'DataResponse', 33: 'DataArrayResponse', 34: 'IntegerResponse',
};

function isOpenwire(p: Packet, at: number, end: number): boolean {
  return at + 5 <= end && commands[u8(p.bytes, at + 4)] !== undefined && u32(p.bytes, at) < 1 << 26;
}

/** Apache ActiveMQ. */
export const openwire = headerProtocol({
  name: 'OpenWire',
  title: 'OpenWire',
  tcpPorts: [61616],
  guess: {
    over: 'tcp',
    firstBytes: [0x00],
    accepts: (p, at, end) => startsWith(p.bytes, at + 4, end, '\x01ActiveMQ'),
  },
  accepts: isOpenwire,
  summarize: (p, at) => commands[u8(p.bytes, at + 4)] ?? '',
  fields: [
    ['Length', 0, 4],
    ['Command', 4, 1, commands],
  ],
});
