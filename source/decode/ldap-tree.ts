import { BerElement, berNumber } from './ber.ts';
import type { Bytes } from './bytes.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** LDAP messages for eyes; operations are keyed by the tag they begin with. */

// biome-ignore format: a table
export const ldapOperations: Readonly<Record<number, string>> = {
  96: 'bindRequest', 97: 'bindResponse', 66: 'unbindRequest', 99: 'searchRequest', 100: 'searchResEntry',
  101: 'searchResDone', 102: 'modifyRequest', 103: 'modifyResponse', 104: 'addRequest', 105: 'addResponse',
  74: 'delRequest', 107: 'delResponse', 108: 'modDNRequest', 109: 'modDNResponse', 110: 'compareRequest',
  111: 'compareResponse', 80: 'abandonRequest', 115: 'searchResRef', 119: 'extendedReq', 120: 'extendedResp',
  121: 'intermediateResponse',
};

// biome-ignore format: a table
const results: Readonly<Record<number, string>> = {
  0: 'success', 1: 'operationsError', 2: 'protocolError', 3: 'timeLimitExceeded', 4: 'sizeLimitExceeded',
  7: 'authMethodNotSupported', 8: 'strongerAuthRequired', 10: 'referral', 14: 'saslBindInProgress',
  16: 'noSuchAttribute', 32: 'noSuchObject', 34: 'invalidDNSyntax', 48: 'inappropriateAuthentication',
  49: 'invalidCredentials', 50: 'insufficientAccessRights', 51: 'busy', 52: 'unavailable',
  53: 'unwillingToPerform', 65: 'objectClassViolation', 68: 'entryAlreadyExists', 80: 'other',
};

const scopes: readonly string[] = ['baseObject', 'singleLevel', 'wholeSubtree', 'subordinateSubtree'];

type Part = {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly length: number;
};
type Node = { readonly tag: number; readonly start: number; readonly content: number; readonly end: number };

function children(bytes: Bytes, at: number, end: number, limit: number): Node[] {
  const element = new BerElement();
  const list: Node[] = [];
  let next = at;
  while (list.length < limit && element.read(bytes, next, end)) {
    list.push({ tag: element.tag, start: next, content: element.content, end: element.end });
    next = element.end;
  }
  return list;
}

/** What is worth showing of an operation, in order. */
function partsOf(bytes: Bytes, operation: number, end: number): Part[] {
  const [node] = children(bytes, operation, end, 1);
  if (!node) return [];
  const list: Part[] = [];
  const add = (label: string, child: Node | undefined, value: string): void => {
    if (child) list.push({ label, value, start: child.start, length: child.end - child.start });
  };
  const text = (child: Node | undefined): string => (child ? safeText(bytes, child.content, child.end) : '');
  const [first, second, third] = children(bytes, node.content, node.end, 3);
  switch (node.tag) {
    case 0x60:
      add('Version', first, first ? String(berNumber(bytes, first.content, first.end)) : '');
      add('Name', second, text(second));
      if (third?.tag === 0x80) add('Authentication', third, 'simple');
      else if (third?.tag === 0xa3) {
        const [mechanism] = children(bytes, third.content, third.end, 1);
        add('Authentication', third, `sasl ${text(mechanism)}`);
      }
      break;
    case 0x63:
      add('Base', first, text(first));
      add('Scope', second, second ? (scopes[berNumber(bytes, second.content, second.end)] ?? '') : '');
      break;
    case 0x64:
    case 0x66:
    case 0x68:
    case 0x6c:
    case 0x6e:
      add('Name', first, text(first));
      break;
    case 0x4a:
      add('Name', node, text(node));
      break;
    case 0x77:
      add('Request name', first, text(first));
      break;
    case 0x61:
    case 0x65:
    case 0x67:
    case 0x69:
    case 0x6b:
    case 0x6d:
    case 0x6f:
    case 0x78: {
      const code = first ? berNumber(bytes, first.content, first.end) : -1;
      add('Result', first, `${results[code] ?? 'result'} (${code})`);
      if (second && second.end > second.content) add('Matched name', second, text(second));
      if (third && third.end > third.content) add('Message', third, text(third));
      break;
    }
    default:
      if (node.end > node.content) add('Value', node, hex(bytes, node.content, node.end));
  }
  return list;
}

function messageId(bytes: Bytes, content: number, operation: number): number {
  const element = new BerElement();
  return element.read(bytes, content, operation) ? berNumber(bytes, element.content, element.end) : 0;
}

export function summarizeLdapMessage(bytes: Bytes, content: number, operation: number, end: number): string {
  let text = `${ldapOperations[bytes[operation] ?? 0] ?? 'LDAP'}(${messageId(bytes, content, operation)})`;
  for (const part of partsOf(bytes, operation, end)) {
    if (part.label === 'Name' || part.label === 'Base')
      text += part.value === '' ? ' "<ROOT>"' : ` "${part.value}"`;
    else if (part.label !== 'Version' && part.label !== 'Value' && part.label !== 'Matched name')
      text += ` ${part.value}`;
  }
  return text;
}

export function growLdapMessage(
  tree: Tree,
  bytes: Bytes,
  at: number,
  content: number,
  operation: number,
  end: number,
): void {
  const name = ldapOperations[bytes[operation] ?? 0] ?? 'unknown';
  tree.layer(`Lightweight Directory Access Protocol, ${name}`, at, end);
  tree.field('Message id', messageId(bytes, content, operation), content, operation - content);
  tree.field('Operation', name, operation, 1);
  for (const part of partsOf(bytes, operation, end))
    tree.field(part.label, part.value, part.start, part.length);
}
