import { defineConfig } from 'vitest/config';

// Two suites: `unit` runs anywhere, side by side; `live` meets the kernel (namespaces, raw
// sockets, built program) and runs one file at a time so that tests never share an interface.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['source/**/*.test.{ts,tsx}'],
          exclude: ['source/**/*.live.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['source/**/*.live.test.{ts,tsx}'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
