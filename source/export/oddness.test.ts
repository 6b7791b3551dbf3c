import { describe, expect, it } from 'vitest';
import { decodeFrame, fromText, tcpFrame } from '../testing/frames.ts';
import { csv } from './csv.ts';
import type { PacketOddness } from './format.ts';
import { jsonArray, jsonLines } from './json.ts';
import { packetJson } from './packet-json.ts';
import { oddFields, packetFields } from './packet-object.ts';

const { packet: p } = decodeFrame(tcpFrame(40_000, 80, fromText('hello')));
const odd: PacketOddness = {
  oddness: 52.123456,
  decision: -0.5794,
  reasons: ['Port scan: "10.0.0.5" tried 412 ports', 'rare destination'],
};
const oddness = () => odd;

describe('how odd a packet is', () => {
  it.each([
    ['jsonl', jsonLines],
    ['json', jsonArray],
    ['packet-json', packetJson],
  ] as const)('stands in %s, to three digits', (_, format) => {
    const text = format({ oddness }).packet(p, 7);
    const record: unknown = JSON.parse(text);
    expect(record).toMatchObject({ oddness: 52.123, decision: -0.579, reasons: odd.reasons });
    const without: unknown = JSON.parse(format({}).packet(p, 7));
    for (const field of oddFields) expect(without).not.toHaveProperty(field);
  });

  it('stands in csv, reasons in one cell', () => {
    const format = csv({ oddness });
    expect(format.begin()).toBe(`${[...packetFields, ...oddFields].join(',')}\n`);
    expect(format.packet(p, 7)).toMatch(
      /,52\.123,-0\.579,"Port scan: ""10\.0\.0\.5"" tried 412 ports; rare destination"\n$/,
    );
    const formula = csv({ oddness: () => ({ ...odd, decision: -0, reasons: ['=1+1'] }) });
    expect(formula.packet(p, 7)).toMatch(/,0,'=1\+1\n$/);
  });
});
