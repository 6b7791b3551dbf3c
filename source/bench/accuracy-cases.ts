/**
 * What accuracy is measured on: the labelled captures for testing and the recordings of our own. The protocol is that of the
 * captures' README: learn the benign part in packet order, freeze, judge later packets; each clock is continued.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What others reach on the same packets (ROC-AUC), from the captures' README; the ones not here are computed anew. */
export type Others = {
  readonly kitsune?: number;
  readonly forest?: number;
  readonly rare?: number;
  readonly rate?: number;
  readonly original?: number;
};

export type CaptureCase = {
  readonly name: string;
  readonly capture: string;
  readonly labels: string;
  readonly limit?: number;
  readonly trainOn?: { readonly capture: string; readonly limit?: number };
  readonly trainRows?: number;
  readonly others: Others;
  /** Settings were tried on this one; the rest was left alone until the end. */
  readonly isTuned: boolean;
};

const lemay = { capture: 'lemay_send_a_fake_command', limit: 4781 } as const;
const control = { capture: 'qut_control', limit: 50_000 } as const;

export const captureCases: readonly CaptureCase[] = [
  {
    name: 'kitsune_mirai_30k',
    capture: 'kitsune_mirai_30k',
    labels: 'kitsune_mirai_30k',
    trainRows: 15_000,
    others: { kitsune: 0.993, forest: 0.942, rate: 0.976, original: 0.55 },
    isTuned: true,
  },
  {
    name: 'lemay_send_a_fake_command',
    capture: 'lemay_send_a_fake_command',
    labels: 'lemay_send_a_fake_command',
    trainRows: 4781,
    others: { kitsune: 0.996, forest: 0.985, rare: 0.999, rate: 0.158, original: 0.528 },
    isTuned: true,
  },
  {
    name: 'lemay_characterization',
    capture: 'lemay_characterization',
    labels: 'lemay_characterization',
    trainOn: lemay,
    others: { kitsune: 0.972, forest: 0.993, rare: 0.999, rate: 0.326, original: 0.962 },
    isTuned: false,
  },
  {
    name: 'dad_wed',
    capture: 'dad_wed',
    labels: 'dad_wed',
    trainOn: { capture: 'dad_mon_benign' },
    others: { kitsune: 0.407, forest: 0.576, rare: 0.32, rate: 0.292, original: 0.215 },
    isTuned: true,
  },
  {
    name: 'dad_thu',
    capture: 'dad_thu',
    labels: 'dad_thu',
    trainOn: { capture: 'dad_mon_benign' },
    others: { kitsune: 0.85, forest: 0.891, rare: 0.321, rate: 0.279, original: 0.339 },
    isTuned: false,
  },
  {
    name: 'qut_attacks_infrequent (wide)',
    capture: 'qut_attacks_infrequent',
    labels: 'qut_attacks_infrequent.labels-wide',
    limit: 60_000,
    trainOn: control,
    others: { kitsune: 1, forest: 1, rare: 1, original: 0.87 },
    isTuned: false,
  },
  {
    name: 'qut_flooding (wide)',
    capture: 'qut_flooding',
    labels: 'qut_flooding.labels-wide',
    limit: 60_000,
    trainOn: control,
    others: { kitsune: 1, forest: 0.999, rare: 1, original: 0.854 },
    isTuned: true,
  },
];

/** Beside the project; undefined where they are not. */
export function datasetsFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../../../shared/datasets/', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

export function dataFolder(): string {
  return fileURLToPath(new URL('../../data/', import.meta.url));
}

export function labelsFile(name: string): string {
  return `${name.includes('.labels') ? name : `${name}.labels`}.gz`;
}
