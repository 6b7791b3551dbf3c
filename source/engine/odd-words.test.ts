import { describe, expect, it } from 'vitest';
import { ipv4Party } from '../detect/host-key.ts';
import { FakeAnalysis, fakeFinds } from '../testing/fake-analysis.ts';
import { watched } from '../testing/odd-session.ts';
import { countriesText, namesText, whoLines } from './odd-words.ts';

const [scan] = fakeFinds;
if (scan === undefined) throw new Error('no incident to try it with');
const newcomer = { ...scan, id: 9, kind: 'new-device', target: undefined } as const;
const card = { kind: 48, a: 0, b: 0, c: 0x0011_32, d: 0x00aa_bbcc } as const;

function analysed(...finds: (typeof fakeFinds)[number][]) {
  const analysis = new FakeAnalysis(finds);
  const { session } = watched(20, analysis);
  const incident = analysis.incidentOf(1);
  if (incident === undefined) throw new Error('the scan was not found');
  return { core: session.core, incident };
}

describe('who takes part in an incident', () => {
  it('is new here where another incident says so', () => {
    const { core, incident } = analysed(scan, newcomer);
    expect(whoLines(incident, core, () => '')).toEqual([
      '10.0.0.5: new here',
      expect.stringMatching(/^10\.0\.0\.5 also: new device \d\d:\d\d:\d\d$/),
    ]);
  });

  it('has a network card somebody made', () => {
    const { core, incident } = analysed(scan);
    const vendorOf = (high: number): string => (high === card.c ? 'Synology' : 'random');
    expect(whoLines({ ...incident, card }, core, vendorOf)).toEqual(['10.0.0.5: Synology']);
    expect(whoLines({ ...incident, actor: card }, core, vendorOf)[0]).toMatch(/: Synology$/);
    expect(whoLines({ ...incident, card: { ...card, c: 1 } }, core, vendorOf)).toEqual([]);
  });

  it('is not spoken of where only the address is known', () => {
    const { core, incident } = analysed(scan);
    const nobody = { ...incident, actor: undefined, target: ipv4Party(0x0a000001) };
    expect(whoLines(nobody, core, () => '')).toEqual([]);
    expect([namesText(nobody, core), countriesText(nobody, core)]).toEqual(['', '']);
  });
});
