import { BerElement, berEnter, berFind, berIntegerText, berNumber, berSequence } from './ber.ts';
import type { Bytes } from './bytes.ts';
import { safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** Kerberos 5 messages for eyes: type, realm, principals, error. Keyed by the application tag they begin with. */

// biome-ignore format: a table
export const kerberosTypes: Readonly<Record<number, string>> = {
  106: 'AS-REQ', 107: 'AS-REP', 108: 'TGS-REQ', 109: 'TGS-REP', 110: 'AP-REQ', 111: 'AP-REP',
  116: 'KRB-SAFE', 117: 'KRB-PRIV', 118: 'KRB-CRED', 126: 'KRB-ERROR',
};

// biome-ignore format: a table
const errors: Readonly<Record<number, string>> = {
  3: 'KDC_ERR_BAD_PVNO', 6: 'KDC_ERR_C_PRINCIPAL_UNKNOWN', 7: 'KDC_ERR_S_PRINCIPAL_UNKNOWN',
  12: 'KDC_ERR_POLICY', 13: 'KDC_ERR_BADOPTION', 14: 'KDC_ERR_ETYPE_NOSUPP', 18: 'KDC_ERR_CLIENT_REVOKED',
  23: 'KDC_ERR_KEY_EXPIRED', 24: 'KDC_ERR_PREAUTH_FAILED', 25: 'KDC_ERR_PREAUTH_REQUIRED',
  31: 'KRB_AP_ERR_BAD_INTEGRITY', 32: 'KRB_AP_ERR_TKT_EXPIRED', 34: 'KRB_AP_ERR_REPEAT', 37: 'KRB_AP_ERR_SKEW',
  41: 'KRB_AP_ERR_MODIFIED', 52: 'KRB_ERR_RESPONSE_TOO_BIG', 60: 'KRB_ERR_GENERIC', 68: 'KDC_ERR_WRONG_REALM',
};

type Part = {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly length: number;
};
type Kind = 'realm' | 'principal' | 'error' | 'text';

/** Which context tags of which message hold what people look for. */
const requestBody: readonly (readonly [number, string, Kind])[] = [
  [0xa1, 'Client', 'principal'],
  [0xa2, 'Realm', 'realm'],
  [0xa3, 'Server', 'principal'],
];
const reply: readonly (readonly [number, string, Kind])[] = [
  [0xa3, 'Client realm', 'realm'],
  [0xa4, 'Client', 'principal'],
];
const errorBody: readonly (readonly [number, string, Kind])[] = [
  [0xa6, 'Error', 'error'],
  [0xa8, 'Client', 'principal'],
  [0xa9, 'Realm', 'realm'],
  [0xaa, 'Server', 'principal'],
  [0xab, 'Text', 'text'],
];

function parts(bytes: Bytes, at: number, limit: number): Part[] {
  const message = new BerElement();
  if (!message.read(bytes, at, limit)) return [];
  const tag = message.tag;
  const end = message.end;
  let fields = berEnter(bytes, message.content, end, berSequence);
  if (fields < 0) return [];
  let wanted = tag === 0x7e ? errorBody : tag === 0x6b || tag === 0x6d ? reply : [];
  if (tag === 0x6a || tag === 0x6c) {
    const wrapped = berFind(bytes, fields, end, 0xa4);
    const content = wrapped < 0 ? -1 : berEnter(bytes, wrapped, end, 0xa4);
    fields = content < 0 ? -1 : berEnter(bytes, content, end, berSequence);
    if (fields < 0) return [];
    wanted = requestBody;
  }
  const list: Part[] = [];
  const element = new BerElement();
  for (const [context, label, kind] of wanted) {
    const found = berFind(bytes, fields, end, context);
    if (found < 0 || !element.read(bytes, found, end)) continue;
    const value = partText(bytes, element.content, element.end, kind);
    list.push({ label, value, start: found, length: element.end - found });
  }
  return list;
}

function partText(bytes: Bytes, at: number, end: number, kind: Kind): string {
  const element = new BerElement();
  if (!element.read(bytes, at, end)) return '';
  if (kind === 'principal') return principalText(bytes, element.content, element.end);
  if (kind === 'error') {
    const code = berNumber(bytes, element.content, element.end);
    return errors[code] ?? `error ${berIntegerText(bytes, element.content, element.end)}`;
  }
  return safeText(bytes, element.content, element.end);
}

/** { [0] type, [1] { name parts } } as 'krbtgt/EXAMPLE.ORG'. */
function principalText(bytes: Bytes, at: number, end: number): string {
  const names = berFind(bytes, at, end, 0xa1);
  const wrapped = names < 0 ? -1 : berEnter(bytes, names, end, 0xa1);
  let next = wrapped < 0 ? -1 : berEnter(bytes, wrapped, end, berSequence);
  if (next < 0) return '';
  const element = new BerElement();
  const list: string[] = [];
  while (list.length < 8 && element.read(bytes, next, end) && element.tag === 0x1b) {
    list.push(safeText(bytes, element.content, element.end));
    next = element.end;
  }
  return list.join('/');
}

export function summarizeKerberos(bytes: Bytes, at: number, end: number): string {
  let text = kerberosTypes[bytes[at] ?? 0] ?? 'Kerberos';
  for (const part of parts(bytes, at, end)) {
    if (part.value === '') continue;
    if (part.label === 'Client') text += ` ${part.value}`;
    else if (part.label === 'Realm' || part.label === 'Client realm') text += ` @${part.value}`;
    else if (part.label === 'Server') text += ` for ${part.value}`;
    else if (part.label === 'Error') text += `: ${part.value}`;
  }
  return text;
}

export function growKerberosTree(tree: Tree, bytes: Bytes, at: number, end: number): void {
  const name = kerberosTypes[bytes[at] ?? 0] ?? 'unknown';
  tree.layer(`Kerberos, ${name}`, at, end);
  tree.field('Message type', name, at, 1);
  for (const part of parts(bytes, at, end)) tree.field(part.label, part.value, part.start, part.length);
}
