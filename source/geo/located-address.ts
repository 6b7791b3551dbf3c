import { addressIpv4, addressIpv6 } from '../decode/packet.ts';
import { addressClass, classifyAddress } from '../flows/address-class.ts';

const mappedWord = 0xffff;
const translatorWord = 0x0064ff9b;
const teredoWord = 0x20010000;
const relayPrefix = 0x2002;

/**
 * Which address is to be located for another one: itself, or the IPv4 address it stands for (mapped, 6to4,
 * NAT64, Teredo). One instance is reused, so that asking allocates nothing.
 */
export class LocatedAddress {
  kind = 0;
  a = 0;
  b = 0;
  c = 0;
  d = 0;

  /**
   * False when there is nothing to locate: private, multicast, documentation and whatever else is not globally
   * reachable after IANA's registries. Words as in the columns of a packet.
   */
  find(kind: number, a: number, b: number, c: number, d: number): boolean {
    if (kind === addressIpv4) return this.#isGlobalIpv4(d | 0);
    if (kind !== addressIpv6) return false;
    const first = a | 0;
    const second = b | 0;
    const third = c | 0;
    const fourth = d | 0;
    if (second === 0 && (first === 0 ? third === mappedWord : first === translatorWord && third === 0)) {
      return this.#isGlobalIpv4(fourth);
    }
    if (first >>> 16 === relayPrefix) return this.#isGlobalIpv4((first << 16) | (second >>> 16));
    // The client's own address, every bit of it inverted.
    if (first === teredoWord) return this.#isGlobalIpv4(~fourth);
    this.kind = kind;
    this.a = first;
    this.b = second;
    this.c = third;
    this.d = fourth;
    return classifyAddress(kind, first, second, third, fourth) === addressClass.global;
  }

  #isGlobalIpv4(address: number): boolean {
    this.kind = addressIpv4;
    this.a = 0;
    this.b = 0;
    this.c = 0;
    this.d = address;
    return classifyAddress(addressIpv4, 0, 0, 0, address) === addressClass.global;
  }
}
