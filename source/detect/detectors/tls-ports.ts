/** Where TLS is at home: on its own from the first byte, or after a STARTTLS. */

// biome-ignore format: a table
const usual: readonly number[] = [
  443, 465, 563, 585, 614, 636, 684, 695, 853, 989, 990, 992, 993, 994, 995, 2083, 2087, 2096, 2376, 2484, 3269, 3389,
  4433, 4443, 5061, 5223, 5228, 5229, 5230, 5349, 5671, 5986, 6443, 6514, 6619, 6697, 7443, 8006, 8443, 8834, 8883, 9443,
  10443, 16993, 16995,
  21, 25, 110, 119, 143, 389, 587, 1433, 3306, 4190, 5222, 5269, 5432, 6379, 27017,
];

const isUsual = new Uint8Array(65_536);
for (const port of usual) isUsual[port] = 1;

export function isTlsPort(port: number): boolean {
  return isUsual[port] === 1;
}
