import { type GeoConfiguration, geoModes, mostGeoBudget } from '../geo/settings.ts';
import type { FieldSchema } from './configuration-fields.ts';
import { choice, eachField, type FieldProblem, text, wrong } from './configuration-values.ts';
import type { JsonNode } from './json-lines.ts';

/** The `geo` field: how countries are looked up. What its texts mean is checked where all settings meet. */

type Writable = { -readonly [Name in keyof GeoConfiguration]: GeoConfiguration[Name] };
type Take = (node: JsonNode, geo: Writable) => FieldProblem | undefined;

const fields: Readonly<Record<keyof GeoConfiguration, Take>> = {
  mode: (node, geo) => {
    const mode = choice(node, geoModes);
    if (typeof mode !== 'string') return mode;
    geo.mode = mode;
    return undefined;
  },
  redis: texts('redis'),
  accountId: (node, geo) => {
    // Account ids are numbers: with quotes or without.
    if (node.kind !== 'number') return texts('accountId')(node, geo);
    geo.accountId = String(node.value);
    return undefined;
  },
  licenseKey: texts('licenseKey'),
  host: texts('host'),
  budget: (node, geo) => {
    const isBudget =
      node.kind === 'number' &&
      Number.isInteger(node.value) &&
      node.value >= 0 &&
      node.value <= mostGeoBudget;
    if (!isBudget) return wrong(node, `a whole number from 0 to ${mostGeoBudget} was expected`);
    geo.budget = node.value;
    return undefined;
  },
  databases: (node, geo) => {
    const paths: string[] = [];
    for (const item of node.kind === 'list' ? node.items : [node]) {
      const path = text(item);
      if (typeof path !== 'string') return path;
      if (path === '') return wrong(item, 'the name of a file or folder was expected');
      paths.push(path);
    }
    geo.databases = paths;
    return undefined;
  },
  home: texts('home'),
};

export const geoField: FieldSchema = {
  name: 'geo',
  form: '{ "mode": …, "redis": …, … }',
  help:
    `countries: mode (${geoModes.join(', ')}), redis (URL or "off"), databases (files or folders), ` +
    'accountId and licenseKey of the web service, its host, budget (its requests a day), home (country)',
  take: (node, read) => {
    const geo: Writable = {};
    const problem = eachField(node, Object.keys(fields), 'field', field =>
      fields[field.name as keyof GeoConfiguration](field.value, geo),
    );
    read.geo = geo;
    return problem;
  },
};

function texts(name: 'redis' | 'accountId' | 'licenseKey' | 'host' | 'home'): Take {
  return (node, geo) => {
    const value = text(node);
    if (typeof value !== 'string') return value;
    geo[name] = value;
    return undefined;
  };
}
