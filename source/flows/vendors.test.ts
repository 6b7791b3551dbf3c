import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Vendors } from './vendors.ts';

function of(vendors: Vendors, mac: string): string {
  const digits = mac.replaceAll(':', '');
  return vendors.of(Number.parseInt(digits.slice(0, 4), 16), Number.parseInt(digits.slice(4), 16) | 0);
}

describe('vendors', () => {
  it('are found by the longest prefix in the registry', async () => {
    const vendors = new Vendors();
    // Nothing waits for the registry.
    expect(of(vendors, 'b8:27:eb:11:22:33')).toBe('');
    await vendors.load();
    expect(of(vendors, 'b8:27:eb:11:22:33')).toBe('Raspberry Pi Foundation');
    expect(of(vendors, '00:50:56:ff:ff:ff')).toBe('VMware');
    expect(of(vendors, '00:55:da:0f:00:01')).not.toBe(of(vendors, '00:55:da:1f:00:01'));
    expect(of(vendors, '00:00:00:00:00:01')).toBe('XEROX');
    expect(vendors.memoryBytes).toBeLessThan(3_000_000);
  });

  it('are none for addresses a device made up, and for groups', () => {
    const vendors = new Vendors('/nowhere');
    expect(of(vendors, '02:00:00:00:00:01')).toBe('random');
    expect(of(vendors, '33:33:00:00:00:01')).toBe('');
    expect(of(vendors, '01:00:5e:00:00:fb')).toBe('');
  });

  it('stay unknown without a registry', async () => {
    const vendors = new Vendors('/nowhere/at/all');
    await vendors.load();
    expect(of(vendors, 'b8:27:eb:11:22:33')).toBe('');
  });

  it('are safe for a terminal, and short', async () => {
    const path = join(tmpdir(), `oddwire-vendors-${process.pid}.json`);
    const lines = [
      '{',
      ' "001122": "A \\u001b]52;b Co., Ltd.\\nStreet",',
      ` "001123": "${'x'.repeat(90)}"`,
      '}',
    ];
    writeFileSync(path, lines.join('\n'));
    const vendors = new Vendors(path);
    await vendors.load();
    rmSync(path);
    expect(of(vendors, '00:11:22:00:00:00')).toBe('A \\x1b]52;b');
    expect(of(vendors, '00:11:23:00:00:00')).toHaveLength(40);
  });
});
