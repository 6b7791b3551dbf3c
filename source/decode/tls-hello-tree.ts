import { type Bytes, u8, u16, u24 } from './bytes.ts';
import { type Ja4Transport, ja4 } from './ja4.ts';
import { hex, safeText } from './text.ts';
import { cipherNames } from './tls-ciphers.ts';
import {
  codePointName,
  extensionAlpn,
  extensionGroups,
  extensionKeyShare,
  extensionNames,
  extensionServerName,
  extensionSignatures,
  extensionVersions,
  groupNames,
  signatureNames,
  versionNames,
} from './tls-names.ts';
import type { Tree } from './tree.ts';

/** A Client Hello is told how it travelled, for its fingerprint; a Server Hello has none. */
export type HelloKind = Ja4Transport | 'server' | 'datagram-server';

const randomBytes = 32;

/** The fields of the Client or Server Hello whose body is [body, end). */
export function growHello(tree: Tree, bytes: Bytes, body: number, end: number, kind: HelloKind): void {
  const isClient = kind !== 'server' && kind !== 'datagram-server';
  if (body + 2 + randomBytes > end) return;
  tree.field('Version', codePointName(versionNames, u16(bytes, body)), body, 2);
  tree.field('Random', hex(bytes, body + 2, body + 2 + randomBytes), body + 2, randomBytes);
  let at = growCounted(tree, bytes, 'Session id', body + 2 + randomBytes, end);
  if (kind === 'd') at = growCounted(tree, bytes, 'Cookie', at, end);
  if (at < 0 || at + 2 > end) return;
  if (isClient) {
    const length = u16(bytes, at);
    growNumbers(tree, bytes, 'Cipher suites', cipherNames, at, 2 + length, at + 2, end);
    at = growCounted(tree, bytes, 'Compression methods', at + 2 + length, end);
  } else {
    tree.field('Cipher suite', codePointName(cipherNames, u16(bytes, at)), at, 2);
    if (at + 3 > end) return;
    tree.field('Compression method', u8(bytes, at + 2), at + 2, 1);
    at += 3;
  }
  if (at >= 0 && at + 2 <= end) growExtensions(tree, bytes, at, end, isClient);
  if (!isClient || !isWhole(bytes, body, end, kind === 'd')) return;
  const fingerprint = ja4(bytes, body, end, kind as Ja4Transport);
  if (fingerprint !== '') tree.field('JA4', fingerprint, body, end - body);
}

/** All of the hello is here: the end is where its header says. A fragment of DTLS tells its own length and the whole's. */
function isWhole(bytes: Bytes, body: number, end: number, isDatagram: boolean): boolean {
  const length = u24(bytes, body - 3);
  return body + length === end && (!isDatagram || u24(bytes, body - 11) === length);
}

/** A field preceded by a one-byte length; gives the position behind it, -1 when it does not fit. */
function growCounted(tree: Tree, bytes: Bytes, label: string, at: number, end: number): number {
  if (at < 0 || at + 1 > end) return -1;
  const length = u8(bytes, at);
  const stop = at + 1 + length;
  tree.field(label, length === 0 ? 'none' : hex(bytes, at + 1, Math.min(stop, end)), at, 1 + length);
  return stop > end ? -1 : stop;
}

function growNumbers(
  tree: Tree,
  bytes: Bytes,
  label: string,
  names: Readonly<Record<number, string>>,
  start: number,
  size: number,
  first: number,
  end: number,
): void {
  const stop = Math.min(end, start + size);
  tree.open(label, `${Math.max(0, (stop - first) >> 1)}`, start, size);
  for (let at = first; at + 2 <= stop; at += 2) {
    tree.field(codePointName(names, u16(bytes, at)), '', at, 2);
  }
  tree.close();
}

function growExtensions(tree: Tree, bytes: Bytes, at: number, end: number, isClient: boolean): void {
  const stop = Math.min(end, at + 2 + u16(bytes, at));
  tree.open('Extensions', `${u16(bytes, at)} bytes`, at, 2 + u16(bytes, at));
  let next = at + 2;
  while (next + 4 <= stop) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    tree.open(codePointName(extensionNames, type), `${length} bytes`, next, 4 + length);
    if (next + 4 + length <= stop) growExtension(tree, bytes, type, next + 4, next + 4 + length, isClient);
    tree.close();
    next += 4 + length;
  }
  tree.close();
}

function growExtension(
  tree: Tree,
  bytes: Bytes,
  type: number,
  at: number,
  end: number,
  isClient: boolean,
): void {
  if (type === extensionServerName && at + 5 <= end) {
    tree.field('Server name', safeText(bytes, at + 5, end), at + 5, end - at - 5, 'sni');
  } else if (type === extensionAlpn) {
    for (let next = at + 2; next < end; next += 1 + u8(bytes, next)) {
      const stop = Math.min(end, next + 1 + u8(bytes, next));
      tree.field('Protocol', safeText(bytes, next + 1, stop), next, stop - next);
    }
  } else if (type === extensionVersions) {
    for (let next = isClient ? at + 1 : at; next + 2 <= end; next += 2) {
      tree.field('Version', codePointName(versionNames, u16(bytes, next)), next, 2);
    }
  } else if (type === extensionGroups) {
    growNumbers(tree, bytes, 'Groups', groupNames, at, end - at, at + 2, end);
  } else if (type === extensionSignatures) {
    growNumbers(tree, bytes, 'Algorithms', signatureNames, at, end - at, at + 2, end);
  } else if (type === extensionKeyShare) {
    growKeyShares(tree, bytes, isClient ? at + 2 : at, end);
  } else if (at < end) {
    tree.field('Content', hex(bytes, at, end), at, end - at);
  }
}

function growKeyShares(tree: Tree, bytes: Bytes, at: number, end: number): void {
  let next = at;
  while (next + 2 <= end) {
    // A Hello Retry Request names the group only.
    const length = next + 4 <= end ? u16(bytes, next + 2) : 0;
    tree.field('Group', codePointName(groupNames, u16(bytes, next)), next, 4 + length);
    next += 4 + length;
  }
}
