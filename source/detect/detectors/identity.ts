import type { Detector, DetectorTools } from '../contracts.ts';
import { AddressConflict } from './address-conflict.ts';
import { ArpSpoofing } from './arp-spoofing.ts';
import { Beacon } from './beacon.ts';
import { DhcpSpoofing } from './dhcp-spoofing.ts';
import { DnsTunnel } from './dns-tunnel.ts';
import { Exfiltration } from './exfiltration.ts';
import { FailingNames } from './failing-names.ts';
import { IcmpTunnel } from './icmp-tunnel.ts';
import { AddressClaims } from './identity-claims.ts';
import { NeighbourSpoofing } from './neighbour-spoofing.ts';
import { NewCountry } from './new-country.ts';
import { NewDevice } from './new-device.ts';
import { NewService } from './new-service.ts';
import { RouterSpoofing } from './router-spoofing.ts';

/** Who is who, who is new, and who carries something out without being seen. */
export function identityDetectors(tools: DetectorTools): Detector[] {
  const claims = new AddressClaims(tools.tracker);
  return [
    new ArpSpoofing(tools, claims),
    new NeighbourSpoofing(tools, claims),
    new AddressConflict(tools, claims),
    new RouterSpoofing(tools, claims),
    new DhcpSpoofing(tools),
    new NewDevice(tools, claims),
    new NewCountry(tools),
    new NewService(tools),
    new Beacon(tools),
    new DnsTunnel(tools),
    new FailingNames(tools),
    new IcmpTunnel(tools),
    new Exfiltration(tools),
  ];
}
