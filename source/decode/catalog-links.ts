import { babel } from './babel.ts';
import { bfd, bfdEcho } from './bfd.ts';
import { bgp } from './bgp.ts';
import { capwap } from './capwap.ts';
import { ciscoHdlc } from './cisco-hdlc.ts';
import { dccp } from './dccp.ts';
import { eigrp, igrp } from './eigrp.ts';
import { erspan } from './erspan.ts';
import { etherIp, ethernetInIp } from './ether-ip.ts';
import { frameRelay } from './frame-relay.ts';
import { geneve } from './geneve.ts';
import { gre } from './gre.ts';
import { gtp } from './gtp.ts';
import { hsrp } from './hsrp.ts';
import { icmpv6 } from './icmpv6.ts';
import { igmp } from './igmp.ts';
import { authenticationHeader, encapsulatingPayload, ipCompression } from './ipsec.ts';
import { ipv6Extensions } from './ipv6.ts';
import { l2tp, l2tpInIp } from './l2tp.ts';
import { ldp } from './ldp.ts';
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts';
import { lispControl, lispData } from './lisp.ts';
import { mpls } from './mpls.ts';
import { nhrp } from './nhrp.ts';
import { ospf } from './ospf.ts';
import { pim } from './pim.ts';
import { ppp, pppDirected } from './ppp.ts';
import { pppControls } from './ppp-control.ts';
import { pppoeDiscovery, pppoeSession } from './pppoe.ts';
import type { Protocol } from './protocol.ts';
import { ptp } from './ptp.ts';
import { ppi, prism, radiotap } from './radiotap.ts';
import { rip } from './rip.ts';
import { sctp } from './sctp.ts';
import { teredo } from './teredo.ts';
import { vrrp } from './vrrp.ts';
import { networkServiceHeader, vxlan, vxlanGeneric } from './vxlan.ts';
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
  nhrp,
  // Tunnels in UDP
  vxlan,
  vxlanGeneric,
  networkServiceHeader,
  geneve,
  gtp,
  teredo,
  l2tp,
  l2tpInIp,
  lispData,
  lispControl,
  capwap,
  // Time
  ptp,
];
