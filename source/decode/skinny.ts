import { u32le } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const skinnyId = protocolId('SKINNY');
const requestId = protocolId('SKINNY/REQ', 'skinny');
const responseId = protocolId('SKINNY/RESP', 'skinny');
const headerBytes = 12;
const maxLength = 4096;
const maxMessagesPerSegment = 20;

/** Cisco's Skinny Client Control Protocol: desk phones and their call manager. */
export const skinny: Protocol = {
  name: 'SKINNY',
  tcpPorts: [2000],
  application: decodeSkinny,
};

// biome-ignore format: a table
const messages: Readonly<Record<number, string>> = {
  0: 'KeepAlive', 1: 'Register', 2: 'IpPort', 3: 'KeypadButton', 6: 'OffHook', 7: 'OnHook',
  8: 'HookFlash', 9: 'ForwardStatReq', 10: 'SpeedDialStatReq', 11: 'LineStatReq',
  12: 'ConfigStatReq', 13: 'TimeDateReq', 14: 'ButtonTemplateReq', 15: 'VersionReq',
  16: 'CapabilitiesRes', 32: 'Alarm', 34: 'OpenReceiveChannelAck', 35: 'ConnectionStatisticsRes',
  37: 'SoftKeySetReq', 38: 'SoftKeyEvent', 39: 'Unregister', 40: 'SoftKeyTemplateReq',
  45: 'RegisterAvailableLines', 52: 'FeatureStatReq', 129: 'RegisterAck', 130: 'StartTone',
  131: 'StopTone', 133: 'SetRinger', 134: 'SetLamp', 136: 'SetSpeakerMode', 138: 'StartMediaTransmission',
  139: 'StopMediaTransmission', 143: 'CallInfo', 144: 'ForwardStat', 145: 'SpeedDialStat',
  146: 'LineStat', 148: 'DefineTimeDate', 151: 'ButtonTemplate', 152: 'Version', 153: 'DisplayText',
  154: 'ClearDisplay', 155: 'CapabilitiesReq', 157: 'RegisterReject', 159: 'Reset', 256: 'KeepAliveAck',
  261: 'OpenReceiveChannel', 262: 'CloseReceiveChannel', 263: 'ConnectionStatisticsReq',
  264: 'SoftKeyTemplateRes', 265: 'SoftKeySetRes', 272: 'SelectSoftKeys', 273: 'CallState',
  274: 'DisplayPromptStatus', 275: 'ClearPromptStatus', 276: 'DisplayNotify', 278: 'ActivateCallPlane',
  279: 'DeactivateCallPlane', 280: 'UnregisterAck', 285: 'DialedNumber', 287: 'FeatureStat',
  290: 'MediaTransmissionFailure', 340: 'StartMediaTransmissionAck',
};

/** Answers to a request of the other side, as analysers mark them. */
function isAnswer(id: number): boolean {
  switch (id) {
    case 0x0010:
    case 0x0022:
    case 0x0023:
    case 0x0081:
    case 0x0090:
    case 0x0091:
    case 0x0092:
    case 0x0094:
    case 0x0097:
    case 0x0098:
    case 0x0100:
    case 0x0108:
    case 0x0109:
    case 0x0118:
    case 0x011f:
    case 0x0154:
      return true;
    default:
      return false;
  }
}

function isRequest(id: number): boolean {
  return (
    (id >= 0x0009 && id <= 0x000f) ||
    id === 0x0000 ||
    id === 0x0001 ||
    id === 0x0025 ||
    id === 0x0028 ||
    id === 0x0034 ||
    id === 0x009b ||
    id === 0x0105 ||
    id === 0x0107 ||
    id === 0x008a ||
    id === 0x0027
  );
}

function isMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const length = u32le(bytes, at);
  return length >= 4 && length <= maxLength && u32le(bytes, at + 4) <= 0x20 && u32le(bytes, at + 8) < 0x9000;
}

function decodeSkinny(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isMessage(p, at, end)) return false;
  const first = u32le(bytes, at + 8);
  p.protocol = isAnswer(first) ? responseId : isRequest(first) ? requestId : skinnyId;
  if (!p.wantsInfo) return true;
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessagesPerSegment && isMessage(p, next, end); count += 1) {
    const wireEnd = next + 8 + u32le(bytes, next);
    const id = u32le(bytes, next + 8);
    const name = messages[id] ?? `message ${hexNumber(id)}`;
    text += (count === 0 ? '' : ', ') + name;
    if (p.tree) {
      p.tree.layer('Skinny Client Control Protocol', next, Math.min(end, wireEnd));
      p.tree.field('Length', u32le(bytes, next), next, 4);
      p.tree.field('Version', u32le(bytes, next + 4), next + 4, 4);
      p.tree.field('Message', `${name} (${hexNumber(id)})`, next + 8, 4);
    }
    next = wireEnd;
  }
  p.info = text;
  return true;
}
