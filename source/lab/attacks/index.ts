import type { Attack } from '../contracts.ts';
import { arpSweep } from './arp-sweep.ts';
import { connectScan } from './connect-scan.ts';
import { distributedFlood } from './distributed-flood.ts';
import { dnsBeacon } from './dns-beacon.ts';
import { finScan } from './fin-scan.ts';
import { exfiltrationToCloud, exfiltrationToControl } from './https-exfiltration.ts';
import { icmpFlood } from './icmp-flood.ts';
import { networkScan } from './network-scan.ts';
import { nullScan } from './null-scan.ts';
import { pingSweep } from './ping-sweep.ts';
import { serviceScan } from './service-scan.ts';
import { slowHttp } from './slow-http.ts';
import { synFlood } from './syn-flood.ts';
import { synScan } from './syn-scan.ts';
import { udpFlood } from './udp-flood.ts';
import { udpScan } from './udp-scan.ts';
import { httpBeacon, httpBeaconJittered, httpsBeacon, httpsBeaconJittered } from './web-beacon.ts';
import { xmasScan } from './xmas-scan.ts';

export const attacks: readonly Attack[] = [
  // Scans
  synScan,
  connectScan,
  finScan,
  nullScan,
  xmasScan,
  udpScan,
  serviceScan,
  networkScan,
  arpSweep,
  pingSweep,
  // Floods
  synFlood,
  distributedFlood,
  udpFlood,
  icmpFlood,
  slowHttp,
  // Bots and thieves
  httpBeacon,
  httpBeaconJittered,
  httpsBeacon,
  httpsBeaconJittered,
  dnsBeacon,
  exfiltrationToControl,
  exfiltrationToCloud,
];
