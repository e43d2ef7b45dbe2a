// Writes src/tensor/operators.gen.ts from the schemas of the libtorch that is loaded.
import { writeFileSync } from 'node:fs';
import { native } from '../src/tensor/native.js';
import { operators } from './operators.js';
import { type Argument, parseSchema, type Schema } from './schema.js';

interface TypeRule {
  readonly type: string;
  /** The expression handed to the addon for the TypeScript expression `value`. */
  readonly lower: (value: string, optional: boolean) => string;
}

const asIs = (type: string): TypeRule => ({ type, lower: (value) => value });

const typeRules: Readonly<Record<string, TypeRule>> = {
  Tensor: {
    type: 'Tensor',
    lower: (value, optional) => (optional ? `${value}?.id` : `${value}.id`),
  },
  'Tensor[]': { type: 'readonly Tensor[]', lower: (value) => `ids(${value})` },
  'Tensor?[]': { type: 'readonly (Tensor | null)[]', lower: (value) => `ids(${value})` },
  int: asIs('number'),
  SymInt: asIs('number'),
  float: asIs('number'),
  Scalar: asIs('number'),
  bool: asIs('boolean'),
  str: asIs('string'),
  Device: asIs('string'),
  ScalarType: { type: 'DType', lower: (value) => `code(${value})` },
  'int[]': asIs('readonly number[]'),
  'SymInt[]': asIs('readonly number[]'),
  'Scalar[]': asIs('readonly number[]'),
  'float[]': asIs('readonly number[]'),
};

/** Arguments that the generated signatures leave at their default. */
const leftOut = new Set(['Generator', 'Layout', 'MemoryFormat']);

const camelCase = (name: string): string =>
  name.replace(/(?<=[a-z0-9])_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Names that are words of the language get an underscore. */
const safeName = (name: string): string =>
  ['this', 'default', 'in'].includes(name) ? `${name}_` : camelCase(name);

function ruleOf(argument: Argument, key: string): TypeRule {
  const rule = typeRules[argument.type];
  if (!rule)
    throw new Error(
      `${key}: no TypeScript type for argument \`${argument.name}\` (${argument.type})`,
    );
  return rule;
}

const passed = (schema: Schema): readonly Argument[] =>
  schema.arguments.filter((argument) => !leftOut.has(argument.type));

function resultOf(schema: Schema, call: string): { type: string; statement: string } {
  const [first] = schema.returns;
  if (schema.returns.length === 0) return { type: 'void', statement: `${call};` };
  if (!first) throw new Error(`${schema.key}: no result`);
  if (first.written) return { type: 'this', statement: `${call};\n    return this;` };
  if (schema.returns.length > 1) {
    const names = schema.returns.map((result) => (result.name ? camelCase(result.name) : null));
    const named = names.every((name) => name !== null);
    const type = named
      ? `{ ${names.map((name) => `${name}: Tensor`).join('; ')} }`
      : `[${names.map(() => 'Tensor').join(', ')}]`;
    const parts = schema.returns.map((_, i) => `r${i}`);
    const value = named
      ? `{ ${names.map((name, i) => `${name}: wrap(r${i})`).join(', ')} }`
      : `[${parts.map((part) => `wrap(${part})`).join(', ')}]`;
    const types = parts.map(() => 'number').join(', ');
    return {
      type,
      statement: `const [${parts.join(', ')}] = ${call} as [${types}];\n    return ${value};`,
    };
  }
  if (first.type === 'Tensor')
    return { type: 'Tensor', statement: `return wrap(${call} as number);` };
  if (first.type === 'Tensor[]')
    return { type: 'Tensor[]', statement: `return (${call} as number[]).map(wrap);` };
  if (first.type === 'Scalar') return { type: 'number', statement: `return ${call} as number;` };
  if (first.type === 'bool') return { type: 'boolean', statement: `return ${call} as boolean;` };
  throw new Error(`${schema.key}: no TypeScript type for the result ${first.type}`);
}

interface Emitted {
  readonly isMethod: boolean;
  readonly text: string;
}

function emit(name: string, schemas: readonly Schema[], firstIndex: number): Emitted {
  const [schema, scalarSchema] = schemas;
  if (!schema) throw new Error(`${name}: no schema`);
  const all = passed(schema);
  const isMethod = all[0]?.type === 'Tensor' && !all[0].optional;
  const parameters = isMethod ? all.slice(1) : all;
  const positional = parameters.filter((a) => a.default === undefined && !a.keywordOnly);
  const optional = parameters.filter((a) => !positional.includes(a));
  const operand = scalarSchema ? positional[0] : undefined;

  const typeOf = (a: Argument): string =>
    `${a === operand ? 'Tensor | number' : ruleOf(a, schema.key).type}${a.optional ? ' | null' : ''}`;
  const signature = positional.map((a) => `${safeName(a.name)}: ${typeOf(a)}`);
  if (optional.length > 0) {
    const wanted = optional.some((a) => a.default === undefined && !a.optional);
    const names = optional.map((a) => safeName(a.name)).join(', ');
    const types = optional.map(
      (a) =>
        `${safeName(a.name)}${a.default === undefined && !a.optional ? '' : '?'}: ${typeOf(a)}`,
    );
    signature.push(`{ ${names} }: { ${types.join('; ')} }${wanted ? '' : ' = {}'}`);
  }
  const lower = (a: Argument, scalar: boolean): string => {
    const isThis = isMethod && a === all[0];
    if (isThis) return 'this.id';
    if (a === operand) return scalar ? safeName(a.name) : `${safeName(a.name)}.id`;
    return ruleOf(a, schema.key).lower(safeName(a.name), a.optional || a.default !== undefined);
  };
  const call = (which: Schema, index: number): string =>
    `call(${[index, ...passed(which).map((a) => lower(all.find((b) => b.name === a.name) ?? a, which === scalarSchema))].join(', ')})`;
  const plain = resultOf(schema, call(schema, firstIndex));
  const body =
    scalarSchema && operand
      ? `if (typeof ${safeName(operand.name)} === 'number') {\n    ${resultOf(scalarSchema, call(scalarSchema, firstIndex + 1)).statement}\n    }\n    ${plain.statement}`
      : plain.statement;
  const defaults = optional.filter((a) => a.default !== undefined);
  const doc = `/** \`${schemas.map((s) => s.key).join('`, `')}\`.${defaults.length > 0 ? ` Defaults: ${defaults.map((a) => `\`${safeName(a.name)}\` ${a.default}`).join(', ')}.` : ''} */`;
  const head = isMethod ? name : `export function ${name}`;
  return {
    isMethod,
    text: `${doc}\n${head}(${signature.join(', ')}): ${plain.type} {\n    ${body}\n}`,
  };
}

const table: Schema[] = [];
const emitted = Object.entries(operators).map(([name, keys]) => {
  const schemas = (typeof keys === 'string' ? [keys] : keys).map((key) =>
    parseSchema(key, native.schema(key)),
  );
  const first = table.length;
  table.push(...schemas);
  return emit(name, schemas, first);
});

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
const rows = table.map(
  (schema) =>
    `  ['${schema.key}', [${passed(schema)
      .map((a) => `'${a.name}'`)
      .join(', ')}]],`,
);
const path = new URL('../../src/tensor/operators.gen.ts', import.meta.url);
writeFileSync(
  path,
  `// Generated from libtorch's operator schemas by tools/generate-operators.ts. Do not edit.
import { call, ids, prepare, wrap } from './dispatch.js';
import { code, type DType } from './dtype.js';
import type { Tensor } from './tensor.js';

prepare([
${rows.join('\n')}
]);

/** The operators whose first argument is a tensor. */
export abstract class TensorOperators {
  abstract readonly id: number;

${emitted
  .filter((e) => e.isMethod)
  .map((e) => indent(e.text))
  .join('\n\n')}
}

${emitted
  .filter((e) => !e.isMethod)
  .map((e) => e.text)
  .join('\n\n')}
`,
);
process.stdout.write(`${emitted.length} operators from libtorch ${native.version()}\n`);
