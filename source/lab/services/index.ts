import type { Service } from '../contracts.ts';

/** What is started in every lab, in this order. */
export const services: readonly (readonly [host: string, service: Service])[] = [];
