import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { type ByteInput, FileInput } from './byte-input.ts';
import { StreamInput } from './stream-input.ts';

/** Standard input, or why it cannot be read, as a clause. */
export function openStandardInput(): ByteInput | string {
  const descriptor = 0;
  try {
    if (fstatSync(descriptor).isFile()) return new FileInput(descriptor);
  } catch {
    return 'it is closed';
  }
  if (process.stdin.isTTY)
    return 'it is this terminal; pipe a capture into it, such as that of "ssh HOST tcpdump -w - -U"';
  return new StreamInput(process.stdin);
}

/** A named pipe or a device: opening waits for somebody to write, which must not hold anything else up. */
export function openPipe(path: string): ByteInput {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  const input = new StreamInput(stream);
  let opening = true;
  stream.once('open', () => {
    opening = false;
  });
  const close = (): void => {
    input.close();
    if (!opening) return;
    opening = false;
    // The open in a helper thread only returns once there is a writer: be that writer for a moment.
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // Nobody was waiting any more.
    }
  };
  return {
    read: (memory, offset) => input.read(memory, offset),
    ready: () => input.ready(),
    get failure() {
      return input.failure;
    },
    close,
  };
}
