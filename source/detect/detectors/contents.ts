import type { Detector, DetectorTools } from '../contracts.ts';
import { ContentGate } from './content-gate.ts';

/** The detectors that look at what is said: logins, certificates, programs, messages. */
export function contentDetectors(tools: DetectorTools): Detector[] {
  const gate = new ContentGate(tools);
  return [gate, ...gate.behind];
}
