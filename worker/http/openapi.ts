// The OpenAPI document: routes and bodies from the validating schemas, answers and sign-in as the app really gives them.
import type { Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import type { AppEnv } from './app-env.ts';
import { authenticateAgent } from './middleware/authenticate-agent.ts';
import { authenticate } from './middleware/authenticate.ts';

type Document = Awaited<ReturnType<typeof generateSpecs>>;
type Operation = { security?: unknown; requestBody?: unknown; responses?: Record<string, unknown> };
type Schema = { type?: string; properties?: Record<string, unknown> };

const nullable = (type: string) => ({ type: [type, 'null'] });
const envelope = (isSuccess: boolean, data: object, errors: object) => ({
  type: 'object',
  required: ['success', 'message', 'data', 'errors', 'timestamp'],
  properties: { success: { const: isSuccess }, message: { type: 'string' }, data, errors, timestamp: { type: 'string', format: 'date-time' } },
});
const fieldError = {
  type: 'object',
  required: ['code', 'message'],
  properties: { code: { type: 'string' }, field: { type: 'string', description: 'path in the request, e.g. sites.0.name' }, message: { type: 'string' } },
};
const answer = (name: string, description: string) => ({
  description,
  headers: { 'X-Request-Id': { schema: { type: 'string', format: 'uuid' } } },
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

const documentation = {
  info: { title: 'LANET Helpdesk', version: '1', description: 'Every answer is { success, message, data, errors, timestamp }.' },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      machine: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The short token of an enrolled machine' },
    },
    schemas: {
      Answer: envelope(true, {}, { type: 'null' }),
      Refusal: envelope(false, nullable('object'), { type: 'array', items: fieldError, minItems: 1 }),
    },
  },
  security: [{ bearer: [] }],
} as const;

const documents = new WeakMap<object, Promise<Document>>();

/** Made once an isolate. */
export function openApiOf(app: Hono<AppEnv, never, string>): Promise<Document> {
  const known = documents.get(app);
  if (known) return known;
  const made = describe(app);
  documents.set(app, made);
  return made;
}

async function describe(app: Hono<AppEnv, never, string>): Promise<Document> {
  const document = await generateSpecs(app as never, {
    // A path with a dot is no file here.
    excludeStaticFile: false, exclude: ['/api/openapi.json'], documentation: structuredClone(documentation) as never,
  });
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      const route = [app, method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1')] as const;
      if (!standsBefore(authenticate, ...route)) operation.security = standsBefore(authenticateAgent, ...route) ? [{ machine: [] }] : [];
      const { 400: _assumed, ...described } = operation.responses ?? {};
      operation.responses = {
        ...(Object.keys(described).length > 0 ? described : { '2XX': answer('Answer', 'It worked; data is what the route names.') }),
        default: answer('Refusal', '400 malformed, 401 not signed in, 403 may not, 404 not there (or not visible), 409 conflict, 413, 415, 422 wrong fields, 429, 500, 503'),
      };
      withFiles(operation);
    }
  }
  return document;
}

/** Whether this guard stands before the handler of the route. */
function standsBefore(guard: unknown, app: Hono<AppEnv, never, string>, method: string, path: string): boolean {
  const covers = (pattern: string): boolean => pattern === path || (pattern.endsWith('/*') && `${path}/`.startsWith(pattern.slice(0, -1)));
  const last = app.routes.findLastIndex((route) => route.method === method && route.path === path);
  return app.routes.slice(0, last).some((route) => route.handler === guard && (route.method === 'ALL' || route.method === method) && covers(route.path));
}

/** A body that may come as multipart takes the same fields there, and files. */
function withFiles(operation: Operation): void {
  const content = (operation.requestBody as { content?: Record<string, { schema?: Schema }> } | undefined)?.content;
  const json = content?.['application/json']?.schema;
  const form = content?.['multipart/form-data'];
  if (json && form) form.schema = { ...json, properties: { ...json.properties, ...form.schema?.properties } };
}
