/** What the lab's web servers serve: made from a fixed seed, so that clients know what there is. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../testing/random.ts';

const contentSeed = 2024;
const pageCount = 16;
const packetBytes = 188;
const nullPacketShare = 0.96;
export const downloadCount = 8;
export const segmentCount = 12;
/** Segments for slow lines, for televisions and for telephones. */
export const segmentBytes = { high: 160_000, low: 4500 } as const;

export type Part = { readonly path: string; readonly bytes: number };
export type Page = { readonly path: string; readonly bytes: number; readonly parts: readonly Part[] };

const vocabulary =
  `the of and to in is was for on that with as by it from at are this have or one had not but what all were when
  we there can an your which their said if do will each about how up out them then she many some so these would
  other into has more her two like him see time could no make than first been its who now people my made over did
  down only way find use may water long little very after words called just where most know`.split(/\s+/);

/** The pages every site has, light ones and heavy ones. */
export function pages(): Page[] {
  const random = new Random(contentSeed);
  return Array.from({ length: pageCount }, (_, index) => {
    const folder = `/pages/${index}`;
    const images = Array.from({ length: random.between(1, 6) }, (_unused, image) => ({
      path: `${folder}/image${image}.${random.chance(0.5) ? 'svg' : 'bmp'}`,
      bytes: random.between(800, 9000),
    }));
    const parts = [
      { path: `${folder}/style.css`, bytes: random.between(900, 7000) },
      { path: `${folder}/app.js`, bytes: random.between(1500, 20_000) },
      ...images,
    ];
    return { path: `${folder}/index.html`, bytes: random.between(2000, 24_000), parts };
  });
}

export function downloads(): Part[] {
  const random = new Random(contentSeed + 1);
  return Array.from({ length: downloadCount }, (_, index) => ({
    path: `/files/archive${index}.csv`,
    bytes: random.between(120_000, 400_000) * (index % 3 === 0 ? 3 : 1),
  }));
}

export function segmentPath(quality: keyof typeof segmentBytes, index: number): string {
  return `/video/${quality}/segment${index % segmentCount}.ts`;
}

/** Writes everything below `root`. */
export function writeContent(root: string): void {
  const random = new Random(contentSeed + 2);
  const write = (path: string, content: string | Uint8Array): void => {
    const file = join(root, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  };
  for (const page of pages()) {
    write(page.path, html(page, random));
    for (const part of page.parts)
      write(part.path, part.path.endsWith('.bmp') ? picture(part.bytes, random) : text(part.bytes, random));
  }
  for (const { path, bytes } of downloads()) write(path, table(bytes));
  for (const quality of ['high', 'low'] as const) {
    const names = Array.from({ length: segmentCount }, (_, index) => `#EXTINF:4.0,\nsegment${index}.ts`);
    write(`/video/${quality}/playlist.m3u8`, `#EXTM3U\n#EXT-X-TARGETDURATION:4\n${names.join('\n')}\n`);
    for (let index = 0; index < segmentCount; index += 1)
      write(segmentPath(quality, index), transportStream(segmentBytes[quality], random));
  }
  write('/api/status.json', JSON.stringify({ ok: true, items: words(40, random) }));
  write('/api/messages.json', JSON.stringify(Array.from({ length: 8 }, () => words(12, random))));
  write('/feed.xml', `<rss><channel>${text(6000, random)}</channel></rss>`);
  write('/firmware/latest.json', JSON.stringify({ version: '4.2.1', notes: words(30, random) }));
  const list = packages(random);
  write('/debian/dists/stable/main/binary-amd64/Packages', list);
  write('/debian/dists/stable/Release', release(list));
  write('/index.html', `<html><body>${text(1500, random)}</body></html>`);
  write('/favicon.ico', picture(1100, random));
}

function html(page: Page, random: Random): string {
  const tags = page.parts.map(({ path }) => {
    if (path.endsWith('.css')) return `<link rel="stylesheet" href="${path}">`;
    return path.endsWith('.js') ? `<script src="${path}"></script>` : `<img src="${path}">`;
  });
  return `<html><head>${tags.join('\n')}</head><body><p>${text(page.bytes, random)}</p></body></html>`;
}

function words(count: number, random: Random): string {
  return Array.from({ length: count }, () => random.pick(vocabulary)).join(' ');
}

/** Paragraphs that say the same now and then, as pages do. */
function text(bytes: number, random: Random): string {
  const sentences = Array.from({ length: 4 }, () => `${words(random.between(8, 16), random)}. `);
  let made = '';
  while (made.length < bytes) made += random.pick(sentences);
  return made.slice(0, bytes);
}

function table(bytes: number): string {
  let made = 'station,temperature,state\n';
  for (let row = 0; made.length < bytes; row += 1) made += `station ${row % 7},21.${row % 10},measured\n`;
  return made.slice(0, bytes);
}

function picture(bytes: number, random: Random): Uint8Array {
  const made = new Uint8Array(bytes);
  made.set([0x42, 0x4d]);
  // Areas of one colour each.
  for (let at = 2; at < bytes; ) {
    const length = random.between(20, 400);
    made.fill(random.below(256), at, at + length);
    at += length;
  }
  return made;
}

/** An MPEG transport stream of constant rate: mostly padding, as broadcasters send it. */
function transportStream(bytes: number, random: Random): Uint8Array {
  const count = Math.ceil(bytes / packetBytes);
  const made = new Uint8Array(count * packetBytes).fill(0xff);
  for (let index = 0, counter = 0; index < count; index += 1) {
    const at = index * packetBytes;
    if (index > 1 && random.chance(nullPacketShare)) {
      made.set([0x47, 0x1f, 0xff, 0x10], at);
      continue;
    }
    made.set([0x47, 0x41, 0x00, 0x10 | (counter & 15)], at);
    made.set(random.bytes(packetBytes - 4), at + 4);
    counter += 1;
  }
  return made;
}

/** Names the one list there is, so that nobody asks for others. */
function release(list: string): string {
  const hash = createHash('sha256').update(list).digest('hex');
  const head = 'Origin: Lab\nSuite: stable\nCodename: stable\nDate: Sat, 01 Jun 2024 10:00:00 UTC\n';
  const what = 'Architectures: amd64\nComponents: main\n';
  return `${head}${what}SHA256:\n ${hash} ${list.length} main/binary-amd64/Packages\n`;
}

function packages(random: Random): string {
  return Array.from({ length: 300 }, (_, index) => {
    const version = `${random.below(9)}.${random.below(20)}-${random.below(5)}`;
    const description = words(9, random);
    return `Package: program${index}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: Somebody <somebody@example.org>\nFilename: pool/program${index}.deb\nSize: 1000\nDescription: ${description}\n`;
  }).join('\n');
}
