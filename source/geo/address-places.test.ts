import { expect, it } from 'vitest';
import { AddressPlaces } from './address-places.ts';

it('remembers places until they expire', () => {
  const places = new AddressPlaces(16, 1);
  expect(places.get(4, 0, 0, 0, 7, 100)).toBe(0);
  places.set(4, 0, 0, 0, 7, 9, 200);
  places.set(6, 0, 0, 0, 7, 10, 200);
  places.set(6, 0x20010db8, -1, 0xffff_ffff, 7, 11, 200);
  expect(places.get(4, 0, 0, 0, 7, 199)).toBe(9);
  expect(places.get(6, 0, 0, 0, 7, 199)).toBe(10);
  expect(places.get(6, 0x20010db8, 0xffff_ffff, -1, 7, 199)).toBe(11);
  expect(places.get(4, 0, 0, 0, 7, 200)).toBe(0);
  places.set(4, 0, 0, 0, 7, 12, 300);
  expect(places.get(4, 0, 0, 0, 7, 200)).toBe(12);
  expect(places.size).toBe(3);
  expect(places.facts()).toMatchObject({ tier: 'memory', asked: 6, answered: 4, isTrouble: false });
});

it('forgets what was not asked for longest', () => {
  const places = new AddressPlaces(4, 1);
  for (let address = 0; address < 4; address += 1) places.set(4, 0, 0, 0, address, 3 + address, 200);
  places.get(4, 0, 0, 0, 0, 100);
  places.set(4, 0, 0, 0, 99, 50, 200);
  expect(places.get(4, 0, 0, 0, 1, 100)).toBe(0);
  expect(places.get(4, 0, 0, 0, 0, 100)).toBe(3);
  expect(places.get(4, 0, 0, 0, 99, 100)).toBe(50);
});
