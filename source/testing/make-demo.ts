/**
 * Makes `data/demo.pcap.gz` again: `node source/testing/make-demo.ts`. A minute of made-up traffic for people
 * who have no capture at hand and may not capture.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { writeTraffic } from '../bench/traffic-file.ts';

const packets = 1000;
const seed = 11;
const target = new URL('../../data/demo.pcap.gz', import.meta.url);
const plain = `${target.pathname}.plain`;

const { bytes } = writeTraffic(plain, packets, seed, { concurrent: 5, stretch: 60 });
writeFileSync(target, gzipSync(readFileSync(plain), { level: 9 }));
rmSync(plain);
process.stdout.write(`${packets} packets, ${bytes} bytes before compression\n`);
