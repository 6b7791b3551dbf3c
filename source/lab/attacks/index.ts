import type { Attack } from '../contracts.ts';
import { arpSpoofing } from './arp-spoofing.ts';
import { arpSweep } from './arp-sweep.ts';
import { backupMoved } from './backup-moved.ts';
import { bigUpload } from './big-upload.ts';
import { botnetInfection } from './botnet-infection.ts';
import { cleartextCredentials } from './cleartext-credentials.ts';
import { connectScan } from './connect-scan.ts';
import { databaseBruteForce } from './database-brute-force.ts';
import { distributedFlood } from './distributed-flood.ts';
import { dnsAmplification } from './dns-amplification.ts';
import { dnsBeacon } from './dns-beacon.ts';
import { dnsExfiltration } from './dns-exfiltration.ts';
import { dnsTunnel } from './dns-tunnel.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { executableDownload } from './executable-download.ts';
import { failingNames } from './failing-names.ts';
import { exfiltrationByFtp, exfiltrationBySsh } from './file-transfer-exfiltration.ts';
import { finScan } from './fin-scan.ts';
import { ftpBruteForce } from './ftp-brute-force.ts';
import { httpBruteForce } from './http-brute-force.ts';
import { exfiltrationToCloud, exfiltrationToControl } from './https-exfiltration.ts';
import { icmpFlood } from './icmp-flood.ts';
import { icmpTunnel } from './icmp-tunnel.ts';
import { ipv6Scan } from './ipv6-scan.ts';
import { lateralMovement } from './lateral-movement.ts';
import { mailBruteForce } from './mail-brute-force.ts';
import { miningPlain, miningSecure } from './mining.ts';
import { neighbourSpoofing } from './neighbour-spoofing.ts';
import { networkScan } from './network-scan.ts';
import { newDevice } from './new-device.ts';
import { newFavourites } from './new-favourites.ts';
import { newService } from './new-service.ts';
import { ntpAmplification } from './ntp-amplification.ts';
import { nullScan } from './null-scan.ts';
import { tlsExpired, tlsOddPort, tlsOldVersion, tlsSelfSigned } from './odd-tls.ts';
import { pingSweep } from './ping-sweep.ts';
import { refusedRetry } from './refused-retry.ts';
import { rogueDhcp } from './rogue-dhcp.ts';
import { routerSpoofing } from './router-spoofing.ts';
import { serviceScan } from './service-scan.ts';
import { slowHttp } from './slow-http.ts';
import { ssdpAmplification } from './ssdp-amplification.ts';
import { sshBruteForce } from './ssh-brute-force.ts';
import { synFlood } from './syn-flood.ts';
import { synScan } from './syn-scan.ts';
import { udpFlood } from './udp-flood.ts';
import { udpScan } from './udp-scan.ts';
import { updateRush } from './update-rush.ts';
import { httpBeacon, httpBeaconJittered, httpsBeacon, httpsBeaconJittered } from './web-beacon.ts';
import { smbWorm, sshWorm } from './worm-sweep.ts';
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
  ipv6Scan,
  smbWorm,
  sshWorm,
  // Floods
  synFlood,
  distributedFlood,
  udpFlood,
  icmpFlood,
  slowHttp,
  dnsAmplification,
  ntpAmplification,
  ssdpAmplification,
  // Bots and thieves
  httpBeacon,
  httpBeaconJittered,
  httpsBeacon,
  httpsBeaconJittered,
  dnsBeacon,
  exfiltrationToControl,
  exfiltrationToCloud,
  exfiltrationByFtp,
  exfiltrationBySsh,
  miningPlain,
  miningSecure,
  tlsOddPort,
  tlsSelfSigned,
  tlsExpired,
  tlsOldVersion,
  executableDownload,
  // Guessing passwords
  sshBruteForce,
  ftpBruteForce,
  httpBruteForce,
  mailBruteForce,
  databaseBruteForce,
  // Liars
  arpSpoofing,
  rogueDhcp,
  routerSpoofing,
  neighbourSpoofing,
  // Tunnels and intruders
  dnsTunnel,
  dnsExfiltration,
  icmpTunnel,
  botnetInfection,
  lateralMovement,
  cleartextCredentials,
  // Odd, but harmless
  newDevice,
  duplicateAddress,
  refusedRetry,
  failingNames,
  backupMoved,
  bigUpload,
  updateRush,
  newFavourites,
  newService,
];
