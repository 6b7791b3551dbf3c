import { aoe } from './aoe.ts';
import { arcnet, arcnetLinux } from './arcnet.ts';
import { babel } from './babel.ts';
import { bfd, bfdEcho } from './bfd.ts';
import { bgp } from './bgp.ts';
import { capwap } from './capwap.ts';
import { cdp } from './cdp.ts';
import { ciscoHdlc } from './cisco-hdlc.ts';
import { dtp, pagp, udld, vtp, wlccp } from './cisco-switching.ts';
import { dccp } from './dccp.ts';
import { decnet } from './decnet.ts';
import { eap, eapol } from './eapol.ts';
import { eigrp, igrp } from './eigrp.ts';
import { erspan } from './erspan.ts';
import { etherIp, ethernetInIp } from './ether-ip.ts';
import { aristaVendor, ciscoMetaData, fabricPath, macSecurity, providerBackbone } from './ethernet-tags.ts';
import { frameRelay } from './frame-relay.ts';
import { geneve } from './geneve.ts';
import { goose, sampledValues } from './goose.ts';
import { gre } from './gre.ts';
import { gtp } from './gtp.ts';
import { hsrp } from './hsrp.ts';
import { icmpv6 } from './icmpv6.ts';
import { igmp } from './igmp.ts';
import { authenticationHeader, encapsulatingPayload, ipCompression } from './ipsec.ts';
import { ipv6Extensions } from './ipv6.ts';
import { ipx } from './ipx.ts';
import { isIs } from './is-is.ts';
import { l2tp, l2tpInIp } from './l2tp.ts';
import { ldp } from './ldp.ts';
import { rareLinks } from './link-rare.ts';
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts';
import { lispControl, lispData } from './lisp.ts';
import { lldp } from './lldp.ts';
import { loopbackTest } from './loopback-test.ts';
import { lwapp } from './lwapp.ts';
import { aodv, autoRp, linkManagement, mplsEcho, olsr } from './mesh-routing.ts';
import { mobileIpv6 } from './mobile-ipv6.ts';
import { mpls } from './mpls.ts';
import { namedTypes } from './named-types.ts';
import { netbiosFrames } from './netbios-frames.ts';
import { nhrp } from './nhrp.ts';
import { clnp, esIs, osi } from './osi.ts';
import { ospf } from './ospf.ts';
import { pgm } from './pgm.ts';
import { pim } from './pim.ts';
import { ppp, pppDirected } from './ppp.ts';
import { pppControls } from './ppp-control.ts';
import { pppoeDiscovery, pppoeSession } from './pppoe.ts';
import { mediaRedundancy, profinet } from './profinet.ts';
import type { Protocol } from './protocol.ts';
import { ptp } from './ptp.ts';
import { ppi, prism, radiotap } from './radiotap.ts';
import { rip } from './rip.ts';
import { rsvp, rsvpEndToEnd } from './rsvp.ts';
import { sctp } from './sctp.ts';
import { slowProtocols } from './slow-protocols.ts';
import { stp } from './stp.ts';
import { teredo } from './teredo.ts';
import { tipc } from './tipc.ts';
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
  arcnet,
  arcnetLinux,
  ...rareLinks,
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
  rsvp,
  rsvpEndToEnd,
  pgm,
  mobileIpv6,
  olsr,
  aodv,
  mplsEcho,
  linkManagement,
  autoRp,
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
  lwapp,
  // Time
  ptp,
  // On Ethernet
  stp,
  cdp,
  vtp,
  dtp,
  udld,
  pagp,
  wlccp,
  lldp,
  slowProtocols,
  eapol,
  eap,
  osi,
  clnp,
  esIs,
  isIs,
  goose,
  sampledValues,
  profinet,
  mediaRedundancy,
  aoe,
  ipx,
  netbiosFrames,
  tipc,
  decnet,
  loopbackTest,
  macSecurity,
  providerBackbone,
  fabricPath,
  ciscoMetaData,
  aristaVendor,
  ...namedTypes,
];
