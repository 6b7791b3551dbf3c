import type { Packet } from '../../decode/packet.ts';
import { DnsQuestion, dnsDomainKey } from '../detectors/dns-question.ts';

const namesBelow = 'names below ';

/** What a finding says that is about the names below a domain. */
export function namesBelowWords(domain: string): string {
  return `${namesBelow}${domain}`;
}

/** The number of the domain that such words speak of, 0 for other words. */
export function domainOfWords(words: string): number {
  return words.startsWith(namesBelow) ? dnsDomainKey(words.slice(namesBelow.length)) : 0;
}

/** Adds what is new, or a shorter domain in place of one below it. */
export function addDetail(details: string[], detail: string, most: number): void {
  const ending = detail.startsWith(namesBelow) ? `.${detail.slice(namesBelow.length)}` : undefined;
  if (ending !== undefined) {
    const longer = details.findIndex(known => known.startsWith(namesBelow) && known.endsWith(ending));
    if (longer >= 0) details.splice(longer, 1);
    // All that is known ends in a shorter one already.
    if (
      details.some(
        known => known.startsWith(namesBelow) && detail.endsWith(`.${known.slice(namesBelow.length)}`),
      )
    )
      return;
  }
  if (details.length < most && !details.includes(detail)) details.push(detail);
}

/** Tells messages about names below some domains from others. */
export class NamesBelow {
  readonly #question = new DnsQuestion();

  /** Without any domain, or a question that can be read, all are. */
  isOf(packet: Packet, domains: readonly number[]): boolean {
    if (domains.length === 0 || !this.#question.read(packet)) return true;
    // No record has type 0: what tunnels put there need not even be a name.
    return this.#question.type === 0 || this.#question.endsIn(packet.bytes, domains);
  }
}
