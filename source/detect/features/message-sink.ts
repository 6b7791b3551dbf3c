/** What readers of messages tell. */
export type MessageSink = {
  /** That `value` (a number or a hash) stands in this field; `field` says which of which protocol. */
  category(field: number, value: number): void;
  /** What `number` and `counter` speak of: as an argument, a fraction would be allocated. */
  readonly value: Float64Array;
  /**
   * A measured value. `field` says which of which protocol, and of which thing where the message tells; `stream` tells
   * apart what is measured over the same conversation.
   */
  number(field: number, stream: number): void;
  /** Something that counts on: only its steps say anything. */
  counter(field: number, stream: number): void;
};
