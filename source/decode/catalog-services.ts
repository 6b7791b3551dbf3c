import { amqp } from './amqp.ts';
import { bittorrent, bittorrentDht, bittorrentUtp } from './bittorrent.ts';
import { collectd } from './collectd.ts';
import { dcerpc, dcerpcDatagram } from './dcerpc.ts';
import { dhcp } from './dhcp.ts';
import { dhcpv6 } from './dhcpv6.ts';
import { dropboxDiscovery } from './dropbox-discovery.ts';
import { fix } from './fix.ts';
import { iax2 } from './iax2.ts';
import { isakmp } from './isakmp.ts';
import { kafka } from './kafka.ts';
import { kerberos } from './kerberos.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { nbds } from './nbds.ts';
import { nbns } from './nbns.ts';
import { ntp } from './ntp.ts';
import { openflow } from './openflow.ts';
import { openvpn } from './openvpn.ts';
import { postgresql } from './postgresql.ts';
import type { Protocol } from './protocol.ts';
import { radius } from './radius.ts';
import { raknet } from './raknet.ts';
import { resp } from './resp.ts';
import { rpc, rpcRecords } from './rpc.ts';
import { rx } from './rx.ts';
import { sflow } from './sflow.ts';
import { skinny } from './skinny.ts';
import { smb } from './smb.ts';
import { snmp } from './snmp.ts';
import { srvloc } from './srvloc.ts';
import { tds } from './tds.ts';
import { tplinkSmarthome } from './tplink-smarthome.ts';
import { wireguard } from './wireguard.ts';

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
];
