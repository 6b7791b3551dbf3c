import { isTlsPort } from './tls-ports.ts';

/** Names of pools people mine in. */
// biome-ignore format: a table
const poolNames: readonly string[] = [
  'nanopool', 'minexmr', 'supportxmr', 'moneroocean', 'hashvault', '2miners', 'f2pool', 'ethermine', 'nicehash',
  'unmineable', 'herominers', 'antpool', 'viabtc', 'poolin', 'slushpool', 'braiins', 'miningpool', 'c3pool', 'monerohash',
  'xmrpool', 'xmrig', 'flypool', 'ravenminer', 'woolypooly', 'kryptex', 'zpool', 'prohashing', 'minergate',
];
/** First labels of a name that mean a pool, where the port is not one of ordinary TLS. */
const poolLabel = /^(?:(?:[a-z0-9-]+[.-])?(?:pool|stratum|mining|miner|xmr)[0-9]*)[.-]/;

export function isSurelyPool(name: string): boolean {
  const lower = name.toLowerCase();
  return poolNames.some(pool => lower.includes(pool));
}

/** Whether TLS with a server of this name at this port is how miners talk to their pool. */
export function isPool(name: string, port: number): boolean {
  return isSurelyPool(name) || (!isTlsPort(port) && poolLabel.test(name.toLowerCase()));
}
