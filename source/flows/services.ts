/** What people call a port, for the Service column. Guessed from the number alone: the protocol column knows better. */

// biome-ignore format: a table
const names: Readonly<Record<number, string>> = {
  7: 'echo', 9: 'discard', 13: 'daytime', 17: 'qotd', 19: 'chargen', 20: 'ftp-data', 21: 'ftp', 22: 'ssh', 23: 'telnet',
  25: 'smtp', 37: 'time', 43: 'whois', 49: 'tacacs', 53: 'dns', 67: 'dhcp', 68: 'dhcp', 69: 'tftp', 70: 'gopher',
  79: 'finger', 80: 'http', 88: 'kerberos', 102: 's7', 110: 'pop3', 111: 'rpcbind', 113: 'ident', 119: 'nntp', 123: 'ntp',
  135: 'msrpc', 137: 'netbios-ns', 138: 'netbios-dgm', 139: 'netbios-ssn', 143: 'imap', 161: 'snmp', 162: 'snmptrap',
  179: 'bgp', 194: 'irc', 389: 'ldap', 427: 'slp', 443: 'https', 445: 'smb', 464: 'kpasswd', 465: 'smtps', 500: 'ike',
  502: 'modbus', 514: 'syslog', 515: 'lpd', 520: 'rip', 521: 'ripng', 546: 'dhcpv6', 547: 'dhcpv6', 548: 'afp', 554: 'rtsp',
  587: 'submission', 623: 'ipmi', 631: 'ipp', 636: 'ldaps', 646: 'ldp', 853: 'dns-tls', 873: 'rsync', 989: 'ftps-data',
  990: 'ftps', 993: 'imaps', 995: 'pop3s', 1080: 'socks', 1194: 'openvpn', 1433: 'mssql', 1434: 'mssql-browser',
  1521: 'oracle', 1701: 'l2tp', 1723: 'pptp', 1812: 'radius', 1813: 'radius-acct', 1883: 'mqtt', 1900: 'ssdp', 1935: 'rtmp',
  2049: 'nfs', 2181: 'zookeeper', 2375: 'docker', 2376: 'docker-tls', 2379: 'etcd', 3128: 'proxy', 3260: 'iscsi',
  3268: 'global-catalog', 3306: 'mysql', 3389: 'rdp', 3478: 'stun', 3702: 'ws-discovery', 4433: 'https-alt', 4500: 'ipsec-nat',
  4789: 'vxlan', 4840: 'opc-ua', 5004: 'rtp', 5060: 'sip', 5061: 'sips', 5222: 'xmpp', 5223: 'apple-push', 5228: 'google-push',
  5353: 'mdns', 5355: 'llmnr', 5432: 'postgresql', 5555: 'adb', 5671: 'amqps', 5672: 'amqp', 5683: 'coap', 5900: 'vnc',
  5938: 'teamviewer', 5985: 'winrm', 5986: 'winrms', 6379: 'redis', 6443: 'kubernetes', 6514: 'syslog-tls', 6667: 'irc',
  6697: 'ircs', 6881: 'bittorrent', 8000: 'http-alt', 8080: 'http-alt', 8086: 'influxdb', 8123: 'home-assistant',
  8291: 'winbox', 8333: 'bitcoin', 8443: 'https-alt', 8883: 'mqtts', 9000: 'http-alt', 9090: 'prometheus', 9092: 'kafka',
  9100: 'jetdirect', 9200: 'elasticsearch', 10050: 'zabbix', 10051: 'zabbix', 11211: 'memcached', 20000: 'dnp3',
  25565: 'minecraft', 27017: 'mongodb', 41641: 'tailscale', 44818: 'enip', 47808: 'bacnet', 51820: 'wireguard', 64738: 'mumble',
};

/** '' for ports nobody named. */
export function portService(port: number): string {
  return names[port] ?? '';
}
