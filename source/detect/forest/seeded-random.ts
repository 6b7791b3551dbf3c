const twoToThe32 = 4_294_967_296;

/**
 * A source of numbers 0 ≤ x < 1 that depends on nothing but its seed: the generator sfc32, its state filled
 * from a counter and stirred. Good enough for sampling, unfit for secrets.
 */
export function seededRandom(seed: number): () => number {
  let a = 0x9e37_79b9;
  let b = 0x243f_6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const mixed = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + mixed;
    return (mixed >>> 0) / twoToThe32;
  };
  const stirring = 15;
  for (let round = 0; round < stirring; round += 1) next();
  return next;
}
