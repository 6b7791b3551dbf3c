import { i32, u16, u32 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const kafkaId = protocolId('Kafka');
const kafkaPort = 9092;
const maxMessageBytes = 100_000_000;

export const kafka: Protocol = {
  name: 'Kafka',
  tcpPorts: [kafkaPort],
  application: decodeKafka,
};

// biome-ignore format: a table
const requests: NameTable = {
  0: 'Produce', 1: 'Fetch', 2: 'Offsets', 3: 'Metadata', 4: 'LeaderAndIsr', 5: 'StopReplica', 6: 'UpdateMetadata',
  7: 'ControlledShutdown', 8: 'OffsetCommit', 9: 'OffsetFetch', 10: 'FindCoordinator', 11: 'JoinGroup', 12: 'Heartbeat',
  13: 'LeaveGroup', 14: 'SyncGroup', 15: 'DescribeGroups', 16: 'ListGroups', 17: 'SaslHandshake', 18: 'ApiVersions',
  19: 'CreateTopics', 20: 'DeleteTopics', 21: 'DeleteRecords', 22: 'InitProducerId', 24: 'AddPartitionsToTxn',
  26: 'EndTxn', 32: 'DescribeConfigs', 36: 'SaslAuthenticate', 37: 'CreatePartitions', 47: 'OffsetDelete',
};

function decodeKafka(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end) return false;
  const length = i32(bytes, at);
  if (length < 4 || length > maxMessageBytes) return false;
  const isRequest = p.carrierDstPort === kafkaPort;
  if (isRequest && (requests[u16(bytes, at + 4)] === undefined || u16(bytes, at + 6) > 20)) return false;
  p.protocol = kafkaId;
  if (p.wantsInfo) {
    p.info = isRequest
      ? `Kafka ${requests[u16(bytes, at + 4)]} v${u16(bytes, at + 6)} Request`
      : `Kafka Response, correlation ${u32(bytes, at + 4)}`;
  }
  if (p.tree) {
    p.tree.layer('Kafka', at, end);
    growHeader(
      p.tree,
      bytes,
      at,
      end,
      isRequest
        ? [
            ['Length', 0, 4],
            ['Request', 4, 2, requests],
            ['Version', 6, 2],
            ['Correlation id', 8, 4],
          ]
        : [
            ['Length', 0, 4],
            ['Correlation id', 4, 4],
          ],
    );
    const client = at + 12;
    if (isRequest && client + 2 <= end && u16(bytes, client) < 0x8000) {
      const stop = Math.min(end, client + 2 + u16(bytes, client));
      p.tree.field('Client id', safeText(bytes, client + 2, stop), client, stop - client);
    }
  }
  return true;
}
