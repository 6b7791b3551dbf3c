import { ciscoHdlc } from './cisco-hdlc.ts';
import { frameRelay } from './frame-relay.ts';
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts';
import { mpls } from './mpls.ts';
import { ppp, pppDirected } from './ppp.ts';
import { pppControls } from './ppp-control.ts';
import { pppoeDiscovery, pppoeSession } from './pppoe.ts';
import type { Protocol } from './protocol.ts';
import { ppi, prism, radiotap } from './radiotap.ts';
import { wlan } from './wlan.ts';

/** Links, tunnels and the protocols networks run themselves with: the part of the catalog below applications. */
export const linkCatalog: readonly Protocol[] = [
  // Links
  linuxCooked,
  linuxCooked2,
  wlan,
  radiotap,
  ppi,
  prism,
  ppp,
  pppDirected,
  ...pppControls,
  pppoeDiscovery,
  pppoeSession,
  ciscoHdlc,
  frameRelay,
  mpls,
];
