import { fieldTable } from './field-table.ts';

export type FieldType = 'number' | 'address' | 'hardware' | 'text' | 'time' | 'protocol' | 'bit';

/** What one field is; entries of `fieldTable`. Help, completion, parser and messages all come from it. */
export type FieldDefinition = {
  readonly name: string;
  /** Other spellings: tcpdump's, Wireshark's, plain ones. */
  readonly aliases?: readonly string[];
  readonly type: FieldType;
  /** The rows that have it, in the plural: 'packets', 'flows and hosts'. */
  readonly about: string;
  /** One line. */
  readonly help: string;
  readonly example: string;
  /**
   * The word without operator. `value`: must be followed by a value ("port 443"). `optional`: a value may
   * follow; alone it asks for the presence ("vlan", "vlan 7"). `alone`: nothing follows ("malformed").
   */
  readonly bare: 'value' | 'optional' | 'alone';
  /** Numbers: the least and most there can be. */
  readonly least?: number;
  readonly most?: number;
  /** Numbers: ports, so that names of services are understood. */
  readonly services?: boolean;
  /** Numbers: may have a fraction. */
  readonly fraction?: boolean;
  /** Numbers: "2k", "1.5M" are understood. */
  readonly sizes?: boolean;
  /** Numbers: what people write in front of them, in lower case: "AS13335". */
  readonly prefix?: string;
  /** Numbers with names: { request: 1 }. */
  readonly names?: Readonly<Record<string, number>>;
  /** Numbers made of bits: `has` and `&` are understood, names are bits. */
  readonly bits?: boolean;
  /** `bit`: one bit of another field. */
  readonly bit?: { readonly of: string; readonly mask: number };
  /** Addresses: only this version. */
  readonly version?: 6;
  /** Texts: names of the domain name system; a bare value also means every name below it. */
  readonly domain?: boolean;
  /** Texts: countries, by code or name; those that do not exist are refused. */
  readonly countries?: boolean;
  /** Texts: what a bare value does instead of being equal. */
  readonly bareContains?: boolean;
  /** Texts that name an end of a conversation: the fields that take its addresses. */
  readonly endpoint?: { readonly address: string; readonly hardware: string };
  /** The fields meant by "src NAME" and "dst NAME". */
  readonly sides?: { readonly src: string; readonly dst: string };
  /** Values worth completing, where they are always the same. */
  readonly values?: readonly string[];
  /** Not worth a line of its own in the help. */
  readonly minor?: boolean;
};

export type FieldName = (typeof fieldTable)[number]['name'];
export type Field = FieldDefinition & { readonly name: FieldName };

export const fields: readonly Field[] = fieldTable;

const byWord = new Map<string, Field>();
for (const field of fields) {
  byWord.set(field.name, field);
  for (const alias of field.aliases ?? []) byWord.set(alias, field);
}

/** The field of a name or alias, in any case; undefined when there is none. */
export function findField(word: string): Field | undefined {
  return byWord.get(word.toLowerCase());
}

/** For names that stand in the table itself. */
export function fieldNamed(name: string): Field {
  const field = byWord.get(name);
  if (field === undefined) throw new RangeError(`The field table names a field ${name} it does not have.`);
  return field;
}

/** Names and aliases. */
export function fieldWords(): Iterable<string> {
  return byWord.keys();
}

/** The operators a field understands, as help and messages list them. */
export function operatorsOf(field: Field): readonly string[] {
  switch (field.type) {
    case 'number':
      return field.bits === true
        ? ['==', '!=', 'has', '&', '>', '<', '>=', '<=', 'in']
        : ['==', '!=', '>', '<', '>=', '<=', 'in'];
    case 'time':
      return ['==', '!=', '>', '<', '>=', '<=', 'in'];
    case 'text':
    case 'protocol':
      return ['==', '!=', 'contains', '~', 'in'];
    case 'bit':
      return ['==', '!='];
    default:
      return ['==', '!=', 'in'];
  }
}
