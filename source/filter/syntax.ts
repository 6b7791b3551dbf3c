import type { Field } from './fields.ts';

/**
 * A filter, understood: what `parseFilter` makes and `compileFilter` takes. Values are numbers already; every
 * node knows where in the text it stands.
 */
export type Expression =
  | All
  | {
      readonly kind: 'and' | 'or';
      readonly parts: readonly Expression[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'not'; readonly part: Expression; readonly start: number; readonly end: number }
  | ProtocolTest
  | FieldTest;

/** The empty filter: everything matches. */
export type All = { readonly kind: 'all'; readonly start: number; readonly end: number };

/** A bare protocol name: what the packet is, or a layer it has. */
export type ProtocolTest = {
  readonly kind: 'protocol';
  /** In lower case, one of `protocolWords()`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
};

/**
 * A field against values. It holds when one of the field's values (a packet has two ports) satisfies `test`;
 * `negated`, when the row has the field and none of its values does.
 */
export type FieldTest = {
  readonly kind: 'field';
  readonly field: Field;
  readonly test: Test;
  readonly negated: boolean;
  readonly start: number;
  readonly end: number;
};

export type Test =
  /** The row has the field at all. */
  | { readonly test: 'present' }
  | { readonly test: 'numbers'; readonly ranges: readonly NumberRange[] }
  /** `(value & mask) === wanted`; without `wanted`, any of the bits. */
  | { readonly test: 'bits'; readonly mask: number; readonly wanted?: number }
  | { readonly test: 'addresses'; readonly ranges: readonly AddressRange[] }
  | { readonly test: 'hardware'; readonly ranges: readonly HardwareRange[] }
  | { readonly test: 'texts'; readonly mode: TextMode; readonly needles: readonly string[] }
  | { readonly test: 'times'; readonly ranges: readonly TimeRange[] }
  /** What the Proto column shows: by name or family, or by pattern. */
  | { readonly test: 'protocols'; readonly mode: TextMode; readonly needles: readonly string[] };

/** Both ends belong to it; either may be infinite. */
export type NumberRange = { readonly low: number; readonly high: number };

/** Both ends belong to it; four unsigned 32-bit words each, of which IPv4 uses the last. */
export type AddressRange = {
  readonly version: 4 | 6;
  readonly low: readonly [number, number, number, number];
  readonly high: readonly [number, number, number, number];
};

/** The first 16 bits and the other 32, unsigned. */
export type HardwareRange = {
  readonly lowHigh: number;
  readonly lowLow: number;
  readonly highHigh: number;
  readonly highLow: number;
};

/** `equals` whole text, `under` a domain (itself or a name below it), `contains`, or `pattern` with * and ?. */
export type TextMode = 'equals' | 'under' | 'contains' | 'pattern';

/** Both ends belong to it. */
export type TimeRange =
  | { readonly kind: 'instants'; readonly low: Instant; readonly high: Instant }
  /** Local time of day; `low` may be later than `high`: through midnight. Seconds since midnight. */
  | { readonly kind: 'clock'; readonly low: Instant; readonly high: Instant }
  /** Seconds before now, as numbers below zero; infinite for an open end. */
  | { readonly kind: 'relative'; readonly low: number; readonly high: number };

export type Instant = { readonly seconds: number; readonly nanoseconds: number };
