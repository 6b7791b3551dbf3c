/** The package has no types of its own; these are the parts of 0.1.0 that growing and its tests touch. */
declare module 'ml-isolation-forest' {
  /** Inner nodes have both children and a split; leaves have the rows that ended in them. */
  export type TreeNode = {
    readonly left?: TreeNode;
    readonly right?: TreeNode;
    readonly splitColumn?: number;
    /** Rows with a smaller value go left. */
    readonly splitValue?: number;
    readonly trainingSet?: ReadonlyArray<readonly number[]>;
  };

  export class IsolationForest {
    constructor(options?: { readonly nEstimators?: number });
    readonly forest: readonly TreeNode[];
    /** Once only: what a second call grows is never looked at by `predict`. */
    train(trainingSet: ReadonlyArray<readonly number[]>): void;
    predict(rows: ReadonlyArray<readonly number[]>): number[];
  }
}
