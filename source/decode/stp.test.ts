import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const bridge = '8064 020000000001';
const message = (version: string, type: string): Uint8Array =>
  join(
    fromHex(
      `0180c2000000 020000000001 0026 424203 0000 ${version} ${type} 3c ${bridge} 00000004 ${bridge} 8004 0100 1400 0200 0f00`,
    ),
  );

describe('Spanning tree', () => {
  it('reads classic and rapid messages', () => {
    const { protocol, info, tree } = decodeFrame(message('00', '00'));
    expect(protocol).toBe('STP');
    expect(info).toBe('Conf. Root = 32768/100/02:00:00:00:00:01  Cost = 4  Port = 0x8004');
    expect(tree).toContain('Maximum age: 20 s [46+2]');
    expect(decodeFrame(message('02', '02')).info).toContain('RST. Root');
  });

  it('names topology changes', () => {
    expect(decodeFrame(fromHex('0180c2000000 020000000001 0007 424203 0000 00 80')).info).toBe(
      'Topology Change Notification',
    );
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(message('02', '02'))).toEqual([]);
  });
});
