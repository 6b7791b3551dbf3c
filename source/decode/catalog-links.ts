import { babel } from './babel.ts';
import { bfd, bfdEcho } from './bfd.ts';
import { bgp } from './bgp.ts';
import { ciscoHdlc } from './cisco-hdlc.ts';
import { dccp } from './dccp.ts';
import { eigrp, igrp } from './eigrp.ts';
import { erspan } from './erspan.ts';
import { etherIp, ethernetInIp } from './ether-ip.ts';
import { frameRelay } from './frame-relay.ts';
import { gre } from './gre.ts';
import { hsrp } from './hsrp.ts';
import { icmpv6 } from './icmpv6.ts';
import { igmp } from './igmp.ts';
import { authenticationHeader, encapsulatingPayload, ipCompression } from './ipsec.ts';
import { ipv6Extensions } from './ipv6.ts';
import { ldp } from './ldp.ts';
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts';
import { mpls } from './mpls.ts';
import { ospf } from './ospf.ts';
import { pim } from './pim.ts';
import { ppp, pppDirected } from './ppp.ts';
import { pppControls } from './ppp-control.ts';
import { pppoeDiscovery, pppoeSession } from './pppoe.ts';
import type { Protocol } from './protocol.ts';
import { ppi, prism, radiotap } from './radiotap.ts';
import { rip } from './rip.ts';
import { sctp } from './sctp.ts';
import { vrrp } from './vrrp.ts';
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
  // On IP
  icmpv6,
  igmp,
  gre,
  erspan,
  authenticationHeader,
  encapsulatingPayload,
  ipCompression,
  etherIp,
  ethernetInIp,
  ...ipv6Extensions,
  sctp,
  dccp,
  // Routing
  ospf,
  pim,
  vrrp,
  hsrp,
  eigrp,
  igrp,
  bfd,
  bfdEcho,
  rip,
  babel,
  bgp,
  ldp,
];
