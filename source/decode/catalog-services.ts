import { dhcp } from './dhcp.ts';
import { dhcpv6 } from './dhcpv6.ts';
import { kerberos } from './kerberos.ts';
import { ldap } from './ldap.ts';
import { ntp } from './ntp.ts';
import type { Protocol } from './protocol.ts';
import { snmp } from './snmp.ts';

/** What runs a network: addresses, time, names, directories, files, databases. Part of the catalogue. */
export const serviceCatalog: readonly Protocol[] = [dhcp, dhcpv6, kerberos, ldap, ntp, snmp];
