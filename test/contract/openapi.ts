import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { applyDisagreements, documentedPath, isObject, type Json, type JsonObject } from './disagreements';

/** HubSpot's published documents lie beside the repository, not in it; see SOURCES.md there. */
const DOCUMENTS = resolve(__dirname, '..', '..', '..', 'shared', 'hubspot-openapi');

export interface Contracts {
  /** What is wrong with a request, one sentence each; none if it is as the documents say. `body` is the parsed JSON. */
  checkRequest(method: string, url: string, body: unknown): readonly string[];
  checkResponse(method: string, url: string, status: number, body: unknown): readonly string[];
  /** `GET /crm/v3/objects/tickets/{ticketId}`, or undefined if no document has it. */
  operationOf(method: string, url: string): string | undefined;
}

interface Operation {
  readonly document: string;
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  /** More literal parts win: `/objects/tickets/merge` over `/objects/{objectType}/{objectId}`. */
  readonly literals: number;
  readonly node: JsonObject;
}

/** Undefined, with one sentence on the screen, where the documents are not there. */
export function loadContracts(): Contracts | undefined {
  if (!existsSync(DOCUMENTS)) {
    process.stderr.write('Contract tests are skipped: ../shared/hubspot-openapi is not beside this clone.\n');
    return undefined;
  }
  return new OpenApiContracts(DOCUMENTS);
}

class OpenApiContracts implements Contracts {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  private readonly operations: readonly Operation[];
  private readonly compiled = new Map<JsonObject, ValidateFunction>();

  public constructor(folder: string) {
    addFormats(this.ajv);
    const operations: Operation[] = [];
    for (const name of [folder, join(folder, '2026-09')].flatMap((each) => documentsIn(folder, each))) {
      const document: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (!isObject(document)) throw new Error(`${name} is not a JSON object`);
      const prepared = closeSchemas(applyDisagreements(document));
      this.ajv.addSchema(prepared, name);
      operations.push(...operationsOf(name, prepared));
    }
    this.operations = operations.sort((a, b) => b.literals - a.literals);
  }

  public operationOf(method: string, url: string): string | undefined {
    const operation = this.find(method, url);
    return operation && `${operation.method} ${operation.path}`;
  }

  public checkRequest(method: string, url: string, body: unknown): readonly string[] {
    const operation = this.find(method, url);
    if (operation === undefined) return [`${method} ${url} is in no document`];
    const problems = [...this.checkQuery(operation, url), ...this.checkRequestBody(operation, body)];
    return problems.map((problem) => `request of ${operation.method} ${operation.path}: ${problem}`);
  }

  public checkResponse(method: string, url: string, status: number, body: unknown): readonly string[] {
    const operation = this.find(method, url);
    if (operation === undefined) return [`${method} ${url} is in no document`];
    const answers = at(operation.node, 'responses');
    const answer = at(answers, String(status)) ?? (status >= 400 ? at(answers, 'default') : undefined);
    const problems =
      answer === undefined
        ? [`status ${String(status)} is not documented`]
        : this.checkContent(operation, answer, body);
    return problems.map((problem) => `answer ${String(status)} of ${operation.method} ${operation.path}: ${problem}`);
  }

  private find(method: string, url: string): Operation | undefined {
    const [raw = ''] = url.replace(/^https?:\/\/[^/]+/, '').split('?');
    const path = raw.replace(/\/$/, '');
    const documented = documentedPath(path);
    return this.operations.find(
      (operation) => operation.method === method.toUpperCase() && operation.pattern.test(documented),
    );
  }

  private checkQuery(operation: Operation, url: string): readonly string[] {
    const given = new URL(url, 'http://any').searchParams;
    const parameters = list(operation.node['parameters']).filter((parameter) => parameter['in'] === 'query');
    const unknown = [...new Set(given.keys())].filter(
      (name) => !parameters.some((parameter) => parameter['name'] === name),
    );
    const problems = unknown.map((name) => `query parameter ${name} is not documented`);
    for (const parameter of parameters) {
      const name = typeof parameter['name'] === 'string' ? parameter['name'] : '';
      const schema = at(parameter, 'schema');
      if (!given.has(name) && parameter['required'] === true) problems.push(`query parameter ${name} is missing`);
      if (!given.has(name) || schema === undefined) continue;
      problems.push(
        ...this.validate(operation, schema, fromQuery(schema, given.getAll(name))).map(
          (text) => `query parameter ${name}: ${text}`,
        ),
      );
    }
    return problems;
  }

  private checkRequestBody(operation: Operation, body: unknown): readonly string[] {
    const wanted = at(operation.node, 'requestBody');
    if (wanted === undefined) return body === undefined ? [] : ['no body is documented'];
    if (at(wanted, 'content', 'multipart/form-data') !== undefined) return [];
    if (body === undefined) return wanted['required'] === true ? ['the body is missing'] : [];
    return this.checkContent(operation, wanted, body);
  }

  private checkContent(operation: Operation, holder: JsonObject, body: unknown): readonly string[] {
    const target = this.resolve(operation, holder);
    const schema = at(target, 'content', 'application/json', 'schema') ?? at(target, 'content', '*/*', 'schema');
    if (schema === undefined) return body === undefined ? [] : ['no body is documented'];
    return this.validate(operation, schema, body);
  }

  /** Answers of errors are references to one shared answer. */
  private resolve(operation: Operation, node: JsonObject): JsonObject {
    const reference = node['$ref'];
    if (typeof reference !== 'string') return node;
    const document: unknown = this.ajv.getSchema(operation.document)?.schema;
    const found = isObject(document) ? at(document, ...(reference.split('#/')[1] ?? '').split('/')) : undefined;
    if (found === undefined) throw new Error(`${operation.document} has no ${reference}`);
    return found;
  }

  private validate(operation: Operation, schema: JsonObject, value: unknown): readonly string[] {
    const check = this.compiled.get(schema) ?? this.ajv.compile(withDocument(schema, operation.document));
    this.compiled.set(schema, check);
    if (check(value)) return [];
    return (check.errors ?? []).map((error) => {
      const extra: unknown = error.params['additionalProperty'];
      const what =
        typeof extra === 'string' ? `has ${extra}, which is not documented` : (error.message ?? error.keyword);
      return `${error.instancePath === '' ? 'body' : error.instancePath} ${what}`;
    });
  }
}

/** By their names below `root`. */
function documentsIn(root: string, folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => relative(root, join(folder, file)));
}

function operationsOf(document: string, root: JsonObject): readonly Operation[] {
  return Object.entries(at(root, 'paths') ?? {}).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).flatMap(([method, node]) => {
      if (!isObject(node)) return [];
      const parts = path.split('/');
      const pattern = new RegExp(`^${parts.map((part) => (part.startsWith('{') ? '[^/]+' : part)).join('/')}$`);
      const literals = parts.filter((part) => !part.startsWith('{')).length;
      return [{ document, method: method.toUpperCase(), path, pattern, literals, node }];
    }),
  );
}

/** An object with a list of properties may have no others: what is not documented is a problem too. */
function closeSchemas(node: JsonObject): JsonObject {
  const closed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(closed);
    if (!isObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, closed(child)]));
    const known = value['properties'];
    const isSchema = value['type'] === 'object' && isObject(known) && Object.keys(known).length > 0;
    const typed =
      value['nullable'] === true && typeof value['type'] === 'string' ? { type: [value['type'], 'null'] } : {};
    return {
      ...copy,
      ...typed,
      ...(isSchema && value['additionalProperties'] === undefined && { additionalProperties: false }),
    };
  };
  const result = closed(node);
  return isObject(result) ? result : node;
}

/** A schema taken out of its document refers to it by name. */
function withDocument(schema: JsonObject, document: string): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${document}#/`)) as JsonObject;
}

function fromQuery(schema: JsonObject, given: readonly string[]): unknown {
  const text = given.join(',');
  switch (schema['type']) {
    case 'array':
      return given.flatMap((value) => value.split(','));
    case 'integer':
      return text.trim() === '' ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

function at(node: JsonObject | undefined, ...path: readonly string[]): JsonObject | undefined {
  let current: Json | undefined = node;
  for (const part of path) current = isObject(current) ? current[part] : undefined;
  return isObject(current) ? current : undefined;
}

function list(node: Json | undefined): readonly JsonObject[] {
  return Array.isArray(node) ? node.filter(isObject) : [];
}
