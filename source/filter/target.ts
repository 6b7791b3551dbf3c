import type { FieldName } from './fields.ts';
import type { Layer } from './protocols.ts';

/**
 * What a filter is compiled against: the columns of one table (packets, flows, hosts), or one packet. To make
 * another table filterable, answer `column` for the fields it has. Accessors are called for every row, so
 * they must not allocate, except those of texts.
 */
export type FilterTarget = {
  /** What the rows are called, for messages: 'packets', 'flows'. */
  readonly table: string;
  /** Undefined for fields the table does not have. */
  column(field: FieldName): Column | undefined;
  /** Seconds since 1970 that "-5m" counts from; asked when a filter is compiled. */
  now(): number;
};

export type RowNumber = (row: number) => number;
export type RowText = (row: number) => string;
export type RowTest = (row: number) => boolean;

export type Column =
  | NumberColumn
  | AddressColumn
  | HardwareColumn
  | TextColumn
  | TimeColumn
  | ProtocolColumn
  | CodedColumn;

/** One accessor for each value a row has (two ports). A number below zero means that the row has none. */
export type NumberColumn = { readonly kind: 'number'; readonly values: readonly RowNumber[] };

/** One entry for each address a row has. */
export type AddressColumn = { readonly kind: 'address'; readonly sides: readonly AddressSide[] };

export type AddressSide = {
  /** 4, 6, or anything else for none. */
  readonly version: RowNumber;
  /** Four 32-bit words, signed or not; IPv4 is the last. */
  readonly words: readonly [RowNumber, RowNumber, RowNumber, RowNumber];
};

export type HardwareColumn = { readonly kind: 'hardware'; readonly sides: readonly HardwareSide[] };

export type HardwareSide = {
  /** The first 16 bits; below zero for none. */
  readonly high: RowNumber;
  /** The other 32, signed or not. */
  readonly low: RowNumber;
};

export type TextColumn = {
  readonly kind: 'text';
  /** '' means that the row has none. */
  readonly values: readonly RowText[];
  /** What one look costs; costly ones are asked last. See `textCosts`. */
  readonly cost: number;
};

/** Compared with a number column, which costs 1. */
export const textCosts = {
  /** The text exists already. */
  stored: 4,
  /** It is read from the packet's bytes. */
  read: 100,
  /** The packet is decoded for it. */
  decoded: 1000,
} as const;

/**
 * Values many rows share, kept once under a small number, the code: what is tested is asked once for each code,
 * rows only for their codes.
 */
export type CodedColumn = {
  readonly kind: 'coded';
  /** One accessor for each code a row has (two ends); codes are not negative. */
  readonly codes: readonly RowNumber[];
  /** What codes stand for: a column whose rows are codes. A code never changes what it stands for. */
  readonly of: NumberColumn | TextColumn;
  /** Words that are no values but say why there is none, in lower case, and the rows they stand for. */
  readonly words?: Readonly<Record<string, RowTest>>;
  readonly late?: LateValues;
};

/** Rows about which more may become known: addresses are still being looked up. */
export type LateValues = {
  /** All that ever will be known about the row is known. */
  readonly isSettled: RowTest;
  /** Another number than before when rows were settled since. */
  readonly generation: () => number;
};

export type TimeColumn = {
  readonly kind: 'time';
  readonly seconds: RowNumber;
  readonly nanoseconds: RowNumber;
};

export type ProtocolColumn = {
  readonly kind: 'protocol';
  /** See `protocolName`. */
  readonly id: RowNumber;
  /** Undefined where the table cannot tell. */
  readonly layer: (layer: Layer) => RowTest | undefined;
};
