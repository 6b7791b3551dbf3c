import { type InterfaceInformation, listInterfaces } from '../capture/interfaces.ts';
import { reservedSocketCount } from '../capture/reserved-sockets.ts';
import { safeString } from '../decode/text.ts';
import type { ChooserBody } from './protocol.ts';

const refreshMilliseconds = 1000;
const historySeconds = 30;

type History = { packets: number | undefined; rates: number[] };

/** What there is to capture from, and how busy each interface is. */
export class ChooserView {
  readonly #histories = new Map<string, History>();
  #body: ChooserBody = { screen: 'chooser', interfaces: [] };
  #refreshed = Number.NEGATIVE_INFINITY;

  body(): ChooserBody {
    const now = performance.now();
    const seconds = (now - this.#refreshed) / 1000;
    if (seconds * 1000 < refreshMilliseconds) return this.#body;
    this.#refreshed = now;
    const interfaces = listInterfaces().map(one => ({
      name: safeString(one.name),
      addresses: one.addresses.map(safeString),
      up: one.up,
      loopback: one.loopback,
      // Root is given up, but sockets were kept for this.
      obstacle: reservedSocketCount() > 0 ? undefined : one.obstacle,
      ...this.#traffic(one.name, packetsOf(one), seconds),
    }));
    this.#body = { screen: 'chooser', interfaces };
    return this.#body;
  }

  #traffic(
    name: string,
    packets: number | undefined,
    seconds: number,
  ): { packets: number | undefined; rates: readonly number[] } {
    const history = this.#histories.get(name) ?? { packets: undefined, rates: [] };
    if (packets !== undefined && history.packets !== undefined) {
      const rate = Math.max(0, packets - history.packets) / Math.max(seconds, 0.001);
      history.rates = [...history.rates, Math.round(rate)].slice(-historySeconds);
    }
    history.packets = packets;
    this.#histories.set(name, history);
    return { packets, rates: history.rates };
  }
}

/** What is sent over loopback is received there as well, and captured once. */
function packetsOf({ packets, loopback }: InterfaceInformation): number | undefined {
  return loopback && packets !== undefined ? Math.floor(packets / 2) : packets;
}
