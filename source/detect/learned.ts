/**
 * What was learned, as it goes into a baseline file and comes out again. Everything that learns has one section
 * of it, by a name no other has.
 */

export type LearnedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

export type Section = {
  /** Small facts; plain data. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<Record<string, LearnedArray>>;
};

export type Learned = {
  readonly section: string;
  /** A copy: learning may go on while it is being written. */
  save(): Section;
  /**
   * Takes what `save` gave, perhaps in another life of the program. The section may come from a damaged or
   * hostile file: the answer is why it cannot be used, in words, and then nothing has changed; undefined when all is well.
   */
  load(section: Section): string | undefined;
};
