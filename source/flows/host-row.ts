import { formatMac } from '../decode/address.ts';
import { addressClassWords } from './address-class.ts';
import { formatAddress } from './address-words.ts';
import { byteCount, byteRate, clockTime, oddnessText, wholeNumber } from './amounts.ts';
import { type HostTable, whose } from './host-table.ts';
import { addressKey, byText, byTextId, compareAddresses, type SortKey, textKey } from './sort-keys.ts';
import type { TextTable } from './text-table.ts';

export type HostColumn =
  | 'address'
  | 'name'
  | 'where'
  | 'country'
  | 'mac'
  | 'vendor'
  | 'odd'
  | 'flows'
  | 'ports'
  | 'in'
  | 'out'
  | 'rate'
  | 'last';

export type HostCells = Readonly<Record<HostColumn, (slot: number, now: number) => string>>;
export type HostSortKeys = Readonly<Record<HostColumn, (now: number) => SortKey>>;

/** What others know about a host. */
export type HostTexts = {
  readonly names: TextTable;
  /** Of a hardware address; '' while unknown. */
  readonly vendor: (macHigh: number, macLow: number) => string;
  /** Of the host in a slot; '' until somebody has looked it up. */
  readonly country: (slot: number) => string;
  /** How odd it is at the moment; 0 where nobody judges. */
  readonly oddness?: (slot: number) => number;
};

export function hostAddress(hosts: HostTable, slot: number): string {
  const { address } = hosts;
  const at = slot * 4;
  return formatAddress(
    hosts.kind[slot] as number,
    address[at] as number,
    address[at + 1] as number,
    address[at + 2] as number,
    address[at + 3] as number,
  );
}

/** 'this machine', or what kind of address it is: 'local', 'remote', 'multicast' … */
export function hostWhere(hosts: HostTable, slot: number): string {
  if (hosts.whose[slot] === whose.ours) return 'this machine';
  return addressClassWords[hosts.addressClass[slot] as number] ?? '';
}

export function hostMac(hosts: HostTable, slot: number): string {
  if (hosts.hasMac[slot] !== 1) return '';
  return formatMac(hosts.macHigh[slot] as number, hosts.macLow[slot] as number);
}

export function hostVendor(hosts: HostTable, texts: HostTexts, slot: number): string {
  if (hosts.hasMac[slot] !== 1) return '';
  return texts.vendor(hosts.macHigh[slot] as number, hosts.macLow[slot] as number);
}

/** The text of each column; built for rows that are drawn. */
export function hostCells(hosts: HostTable, texts: HostTexts): HostCells {
  return {
    address: slot => hostAddress(hosts, slot),
    name: slot => texts.names.text(hosts.name[slot] as number),
    where: slot => hostWhere(hosts, slot),
    country: texts.country,
    mac: slot => hostMac(hosts, slot),
    vendor: slot => hostVendor(hosts, texts, slot),
    odd: slot => oddnessText(texts.oddness?.(slot) ?? 0),
    flows: slot => wholeNumber(hosts.flows[slot] as number),
    ports: slot => wholeNumber(hosts.ports.count(slot)),
    in: slot => byteCount(hosts.bytesIn[slot] as number),
    out: slot => byteCount(hosts.bytesOut[slot] as number),
    rate: (slot, now) => byteRate(hosts.rateAt(slot, now)),
    last: slot => clockTime(hosts.last[slot] as number),
  };
}

/** How each column sorts. */
export function hostSortKeys(hosts: HostTable, texts: HostTexts): HostSortKeys {
  return {
    address: () => ({
      key: slot => addressKey(hosts.kind[slot] as number, hosts.address, slot * 4, 0),
      compare: (slot, other) => compareAddresses(hosts.address, slot * 4, other * 4),
    }),
    name: () =>
      byTextId(
        slot => hosts.name[slot] as number,
        id => texts.names.text(id),
        id => texts.names.sortKey(id),
      ),
    where: () => ({ key: slot => textKey(hostWhere(hosts, slot)) }),
    country: () => byText(texts.country),
    mac: () => ({
      key: slot =>
        hosts.hasMac[slot] === 1
          ? (hosts.macHigh[slot] as number) * 2 ** 32 + ((hosts.macLow[slot] as number) >>> 0)
          : Number.NaN,
    }),
    vendor: () => byText(slot => hostVendor(hosts, texts, slot)),
    odd: () => ({ key: slot => texts.oddness?.(slot) ?? 0 }),
    flows: () => ({ key: slot => hosts.flows[slot] as number }),
    ports: () => ({ key: slot => hosts.ports.count(slot) }),
    in: () => ({ key: slot => hosts.bytesIn[slot] as number }),
    out: () => ({ key: slot => hosts.bytesOut[slot] as number }),
    rate: now => ({ key: slot => hosts.rateAt(slot, now) }),
    last: () => ({ key: slot => hosts.last[slot] as number }),
  };
}
