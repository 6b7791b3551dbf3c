import { ajp13 } from './ajp13.ts';
import { amqp } from './amqp.ts';
import { appleFiling } from './apple-filing.ts';
import { bittorrent, bittorrentDht, bittorrentUtp } from './bittorrent.ts';
import { bjnp } from './bjnp.ts';
import { ceph } from './ceph.ts';
import { collectd } from './collectd.ts';
import { cql } from './cql.ts';
import { dcerpc, dcerpcDatagram } from './dcerpc.ts';
import { dhcp } from './dhcp.ts';
import { dhcpv6 } from './dhcpv6.ts';
import { diameter } from './diameter.ts';
import { dlep } from './dlep.ts';
import { drda } from './drda.ts';
import { dropboxDiscovery } from './dropbox-discovery.ts';
import { elasticsearch } from './elasticsearch.ts';
import { fix } from './fix.ts';
import { gearman } from './gearman.ts';
import { giop } from './giop.ts';
import { h225 } from './h225.ts';
import { iax2 } from './iax2.ts';
import { icq } from './icq.ts';
import { isakmp } from './isakmp.ts';
import { javaRmi } from './java-rmi.ts';
import { kafka } from './kafka.ts';
import { kerberos } from './kerberos.ts';
import { ldap } from './ldap.ts';
import { lustre } from './lustre.ts';
import { memcached } from './memcached.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { natPmp } from './nat-pmp.ts';
import { nbds } from './nbds.ts';
import { nbns } from './nbns.ts';
import { netflow } from './netflow.ts';
import { ntp } from './ntp.ts';
import { oicq } from './oicq.ts';
import { openflow } from './openflow.ts';
import { openvpn } from './openvpn.ts';
import { openwire } from './openwire.ts';
import { pfcp } from './pfcp.ts';
import { postgresql } from './postgresql.ts';
import type { Protocol } from './protocol.ts';
import { radius } from './radius.ts';
import { raknet, raknetConnected } from './raknet.ts';
import { resp } from './resp.ts';
import { rmcp } from './rmcp.ts';
import { rpc, rpcRecords } from './rpc.ts';
import { rpkiRouter } from './rpki-router.ts';
import { rtmp } from './rtmp.ts';
import { rtps } from './rtps.ts';
import { rx } from './rx.ts';
import { sflow } from './sflow.ts';
import { skinny } from './skinny.ts';
import { smb } from './smb.ts';
import { smpp } from './smpp.ts';
import { snmp } from './snmp.ts';
import { srvloc } from './srvloc.ts';
import { steamDiscovery } from './steam-discovery.ts';
import { tacacs } from './tacacs.ts';
import { tds } from './tds.ts';
import { thrift } from './thrift.ts';
import { tns } from './tns.ts';
import { tplinkSmarthome } from './tplink-smarthome.ts';
import { vnc } from './vnc.ts';
import { wireguard } from './wireguard.ts';
import { worldOfWarcraft } from './world-of-warcraft.ts';
import { x11 } from './x11.ts';
import { xdmcp } from './xdmcp.ts';

/** What runs a network: addresses, time, names, directories, files, databases, private networks, games. Part of the catalog. */
export const serviceCatalog: readonly Protocol[] = [
  dhcp,
  dhcpv6,
  dropboxDiscovery,
  fix,
  kerberos,
  ldap,
  nbds,
  nbns,
  ntp,
  smb,
  snmp,
  srvloc,
  wireguard,
  openvpn,
  rx,
  rpc,
  rpcRecords,
  openflow,
  tplinkSmarthome,
  resp,
  collectd,
  isakmp,
  raknet,
  raknetConnected,
  sflow,
  amqp,
  iax2,
  postgresql,
  mysql,
  tds,
  radius,
  bittorrent,
  bittorrentDht,
  bittorrentUtp,
  dcerpc,
  dcerpcDatagram,
  skinny,
  kafka,
  rtps,
  oicq,
  icq,
  elasticsearch,
  ceph,
  openwire,
  drda,
  thrift,
  tns,
  smpp,
  rtmp,
  bjnp,
  ajp13,
  javaRmi,
  natPmp,
  xdmcp,
  giop,
  lustre,
  netflow,
  tacacs,
  vnc,
  memcached,
  mongodb,
  cql,
  diameter,
  dlep,
  rmcp,
  gearman,
  steamDiscovery,
  worldOfWarcraft,
  x11,
  pfcp,
  rpkiRouter,
  appleFiling,
  h225,
];
