import { z } from 'zod';

interface Node {
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node | boolean;
  readonly prefixItems?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly const?: unknown;
  readonly default?: unknown;
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether the fields that tell the alternatives of a union apart (`kind`) have the alternative's
 * value.
 */
function fits(node: Node, value: unknown): boolean {
  if (Array.isArray(value)) return node.items !== undefined || node.prefixItems !== undefined;
  if (!isPlain(value)) return true;
  return Object.entries(node.properties ?? {}).every(
    ([key, { const: wanted, default: filledIn }]) =>
      wanted === undefined || (value[key] ?? filledIn) === wanted,
  );
}

function alternatives(node: Node, value: unknown): Node[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [node, ...inner.flatMap((one) => alternatives(one, value))].filter(
    (one) => fits(one, value) || one === node,
  );
}

function fieldsOf(node: Node): [key: string, field: Node][] {
  const named = node.propertyNames?.enum ?? [];
  const field = typeof node.additionalProperties === 'object' ? node.additionalProperties : {};
  return [
    ...Object.entries(node.properties ?? {}),
    ...named.map((key): [string, Node] => [key, field]),
  ];
}

/** A node without a condition. */
const isAnything = (node: Node): boolean => Object.keys(node).length === 0;

/** Whether a node takes keys that it does not name: an open record, or anything at all. */
function isOpen(node: Node): boolean {
  const { additionalProperties = false, propertyNames } = node;
  const isRecord = additionalProperties !== false && propertyNames?.enum === undefined;
  return isRecord || isAnything(node);
}

function childrenOf(node: Node, value: unknown, key: PropertyKey): Node[] {
  return alternatives(node, value).flatMap((one) => {
    if (Array.isArray(value)) {
      const item = one.prefixItems?.[Number(key)] ?? one.items;
      return typeof item === 'object' ? [item] : isAnything(one) ? [one] : [];
    }
    const named = fieldsOf(one).flatMap(([name, field]) => (name === key ? [field] : []));
    if (named.length > 0 || !isOpen(one)) return named;
    return [typeof one.additionalProperties === 'object' ? one.additionalProperties : {}];
  });
}

const nodes = new WeakMap<z.ZodType, Node>();

/** The schema as JSON Schema, which is worked out once. */
function nodeOf(schema: z.ZodType): Node {
  const known = nodes.get(schema);
  if (known !== undefined) return known;
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  nodes.set(schema, node);
  return node;
}

/**
 * The schema's nodes at a path; where alternatives differ (`kind`), of the alternative that
 * `options` chose.
 */
function nodesAt(schema: z.ZodType, options: unknown, path: readonly PropertyKey[]): Node[] {
  let found: Node[] = [nodeOf(schema)];
  let value = options;
  for (const key of path) {
    found = found.flatMap((node) => childrenOf(node, value, key));
    value = isPlain(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  }
  return found.flatMap((node) => alternatives(node, value));
}

/**
 * The keys that options may have at a path, read off the schema; empty where it wants no object.
 */
export function knownKeys(
  schema: z.ZodType,
  options: unknown,
  path: readonly PropertyKey[],
): readonly string[] {
  const keys = nodesAt(schema, options, path).flatMap((node) => fieldsOf(node));
  return [...new Set(keys.map(([key]) => key))];
}

/** Whether options may have any key at a path, as those of analyses, which are checked later. */
export function takesAnyKey(
  schema: z.ZodType,
  options: unknown,
  path: readonly PropertyKey[],
): boolean {
  return nodesAt(schema, options, path).some(isOpen);
}

/** The default of the option at a path, as the schema writes it; undefined where there is none. */
export function defaultAt(
  schema: z.ZodType,
  options: unknown,
  path: readonly PropertyKey[],
): unknown {
  return nodesAt(schema, options, path).find((node) => node.default !== undefined)?.default;
}

/** Whether null is a value of the option at a path. */
export function acceptsNull(
  schema: z.ZodType,
  options: unknown,
  path: readonly PropertyKey[],
): boolean {
  return nodesAt(schema, options, path).some(({ type }) => type === 'null');
}

/**
 * The number that the schema wants at a path, in words: `a whole number from 1`, `a number above
 * 0`, `a number from 0 and below 1`; null where it wants none, or several kinds.
 */
export function wantedNumber(
  schema: z.ZodType,
  options: unknown,
  path: readonly PropertyKey[],
): string | null {
  const kinds = nodesAt(schema, options, path).flatMap((node) => {
    if (node.type !== 'integer' && node.type !== 'number') return [];
    return [`a ${node.type === 'integer' ? 'whole ' : ''}number${limitsText(node)}`];
  });
  const [kind, ...others] = new Set(kinds);
  return kind === undefined || others.length > 0 ? null : kind;
}

/** A number's limits in words; safe integers go without saying. */
function limitsText({ type, ...limits }: Node): string {
  const { exclusiveMinimum: above, exclusiveMaximum: below, maximum: to } = limits;
  const next = type === 'integer' && above !== undefined ? above + 1 : undefined;
  const from = limits.minimum ?? next;
  const hasFrom = from !== undefined && from > Number.MIN_SAFE_INTEGER;
  const hasTo = to !== undefined && to < Number.MAX_SAFE_INTEGER;
  if (hasFrom && hasTo) return ` from ${from} to ${to}`;
  const parts = [
    hasFrom ? `from ${from}` : above === undefined ? '' : `above ${above}`,
    hasTo ? `at most ${to}` : below === undefined ? '' : `below ${below}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}
