import { networkInterfaces } from 'node:os';
import { type AddressWords, parseAddress } from './address-words.ts';

/** The addresses of this machine. */
export function ownAddresses(): AddressWords[] {
  const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? []);
  return addresses.map(({ address }) => parseAddress(address)).filter(words => words !== undefined);
}
