import type { Detector, DetectorTools } from '../contracts.ts';
import { BruteForce } from './brute-force.ts';
import { CleartextCredentials } from './cleartext-credentials.ts';
import { ExecutableDownload } from './executable-download.ts';
import { Mining } from './mining.ts';
import { RareProtocol } from './rare-protocol.ts';
import { TlsCertificate } from './tls-certificate.ts';
import { TlsOddPort } from './tls-odd-port.ts';
import { TlsOldVersion } from './tls-old-version.ts';
import { UnusualMessage } from './unusual-message.ts';

/** The detectors that look at what is said: logins, certificates, programs, messages. */
export function contentDetectors(tools: DetectorTools): Detector[] {
  return [
    new BruteForce(tools),
    new CleartextCredentials(tools),
    new TlsOddPort(tools),
    new TlsOldVersion(tools),
    new TlsCertificate(tools),
    new ExecutableDownload(tools),
    new Mining(tools),
    new RareProtocol(tools),
    new UnusualMessage(tools),
  ];
}
