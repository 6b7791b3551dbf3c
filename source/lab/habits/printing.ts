import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { ippOperations, ippRequest } from '../programs/ipp.ts';
import { documentBytes, writeDocument } from './documents.ts';

const betweenSeconds = 26;
const meanBytes = 70_000;
const name = `printer.${insideDomain}`;

/** Some pages: over IPP with a question before, or straight to port 9100. */
export const printing: Habit = {
  name: 'printing',
  needs: ['curl', 'bash'],
  async run({ host, random, pause, signal }) {
    let request = 0;
    const post = async (body: Buffer): Promise<void> => {
      const path = join(host.folder, 'print.ipp');
      writeFileSync(path, body);
      const type = ['-H', 'Content-Type: application/ipp', '-H', 'Expect:'];
      const words = ['-s', ...type, '--data-binary', `@${path}`, `http://${name}:631/ipp/print`];
      await host.machine.attempt('curl', words, { seconds: 20, signal });
    };
    while (await pause(betweenSeconds)) {
      const pages = writeDocument(host, random, documentBytes(random, meanBytes));
      const script = `{ printf '\\033%%-12345X@PJL JOB\\r\\n'; cat "$1"; } > /dev/tcp/${name}/9100`;
      if (random.chance(0.35)) {
        await host.machine.attempt('bash', ['-c', script, 'bash', pages.path], { seconds: 20, signal });
        continue;
      }
      const printer = `ipp://${name}/ipp/print`;
      request += 2;
      await post(ippRequest(ippOperations.printerAttributes, request - 1, printer));
      const data = 'page of text\r\n'.repeat(Math.ceil(documentBytes(random, meanBytes) / 14));
      await post(ippRequest(ippOperations.printJob, request, printer, pages.name, data));
    }
  },
};
