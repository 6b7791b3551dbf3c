import { describe, expect, it } from 'vitest';
import { decodeFrame, tcpFrame } from '../testing/frames.ts';
import { csv } from './csv.ts';
import type { PacketPlaces, TextFormatOptions } from './format.ts';
import { jsonArray, jsonLines } from './json.ts';
import { packetJson } from './packet-json.ts';
import { packetFields, packetObject, placeFields } from './packet-object.ts';

const { packet: p } = decodeFrame(tcpFrame(40_000, 443, new Uint8Array(0)));
const nowhere = { country: '', city: '', asn: 0 };
const hamburg = { country: 'DE', city: '=Hamburg, Altona', asn: 3320 };
const some: PacketPlaces = { source: nowhere, destination: hamburg };
const options: TextFormatOptions = { places: () => some };
const expected = {
  country_src: null,
  country_dst: 'DE',
  city_src: null,
  city_dst: '=Hamburg, Altona',
  asn_src: null,
  asn_dst: 3320,
};

describe('places in exports', () => {
  it('are fields of the record, behind the others, documented by name', () => {
    const object = packetObject(p, 7, some);
    expect(object).toMatchObject(expected);
    expect(Object.keys(object).slice(-placeFields.length)).toEqual([...placeFields]);
    expect(Object.keys(expected)).toEqual([...placeFields]);
  });

  it('are not there where addresses are not looked up', () => {
    for (const field of placeFields) expect(packetObject(p, 7)).not.toHaveProperty(field);
    expect(csv().begin()).toBe(`${packetFields.join(',')}\n`);
    expect(jsonLines().packet(p, 7)).not.toContain('country');
    expect(packetJson().packet(p, 7)).not.toContain('country');
  });

  it('are columns of CSV, empty when unknown, safe in a spreadsheet', () => {
    const format = csv(options);
    const header = format.begin().trimEnd().split(',');
    expect(header).toEqual([...packetFields, ...placeFields]);
    expect(format.packet(p, 7).trimEnd().endsWith(`,,DE,,"'=Hamburg, Altona",,3320`)).toBe(true);
  });

  it.each([
    ['jsonl', jsonLines],
    ['json', jsonArray],
    ['packet-json', packetJson],
  ] as const)('are keys of %s', (_, make) => {
    const format = make(options);
    const text = format.begin() + format.packet(p, 7) + format.end();
    const [record] = [JSON.parse(text)].flat();
    expect(record).toMatchObject(expected);
  });
});
