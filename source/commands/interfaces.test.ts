import { expect, it } from 'vitest';
import type { InterfaceInformation } from '../capture/interfaces.ts';
import { interfaceTable } from './interfaces.ts';

const wide: InterfaceInformation = {
  // The longest name Linux allows, with what a hostile one may hold.
  name: 'abcdefghijklm\u001b[',
  addresses: ['192.168.100.100/24', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128'],
  mac: '02:00:00:00:00:01',
  up: true,
  loopback: false,
  kind: 'ethernet',
  mtu: 1500,
  packets: 123_456_789,
  obstacle: 'needs root',
};

it('fits 80 columns, gives every further address its row, and is safe to print', () => {
  const lines = interfaceTable([wide]).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).not.toContain('\u001b');
  }
});

it('puts addresses beside the rest where they fit', () => {
  const text = interfaceTable([{ ...wide, name: 'eth0', addresses: ['192.0.2.1/24', 'fd00::1/64'] }]);
  const [, first = '', second = ''] = text.split('\n');
  expect(first).toMatch(/^eth0 .* no {4}192/);
  expect(second.indexOf('fd00')).toBe(first.indexOf('192'));
});

it('says unknown rather than 0', () => {
  expect(interfaceTable([{ ...wide, packets: undefined }])).toContain('unknown');
});
