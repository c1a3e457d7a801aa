// Bodies that may come as JSON or, with files, as multipart: one schema for both.
import type { Context } from 'hono';
import type { z } from 'zod';
import type { UploadedFile } from '../modules/tickets/store-files.ts';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './errors.ts';
import { fieldErrors } from './validate.ts';

/**
 * Parses a JSON body, or a multipart one: text fields as they are, repeated or `[]` fields as lists, files under `file`.
 * @param lists fields that are lists even when they come once; a comma separates several.
 */
export async function readBody<S extends z.ZodType>(c: Context<AppEnv>, schema: S, lists: readonly string[] = []): Promise<{ input: z.output<S>; files: UploadedFile[] }> {
  const isForm = (c.req.header('Content-Type') ?? '').toLowerCase().startsWith('multipart/form-data');
  const { raw, files } = isForm ? await readForm(c, lists) : { raw: await readJson(c), files: [] };
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new ProblemError({ kind: 'invalid', errors: fieldErrors(parsed.error.issues, isForm ? 'form' : 'json') });
  return { input: parsed.data, files };
}

async function readJson(c: Context<AppEnv>): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new ProblemError({ kind: 'malformed', message: 'the request body is not well-formed' });
  }
}

/** A field of a form that holds an object. Anything else is left for the schema to refuse. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readForm(c: Context<AppEnv>, lists: readonly string[]): Promise<{ raw: Record<string, unknown>; files: UploadedFile[] }> {
  let form: FormData;
  try {
    form = await c.req.formData();
  } catch {
    throw new ProblemError({ kind: 'malformed', message: 'the request body is not well-formed' });
  }
  const raw: Record<string, unknown> = {};
  const files: UploadedFile[] = [];
  for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value !== 'string') {
      if (name !== 'file' && name !== 'file[]') throw new ProblemError({ kind: 'invalid', errors: [{ field: name, code: 'unknown_field', message: 'files come in the field file' }] });
      files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
      continue;
    }
    const key = name.replace(/\[\]$/, '');
    if (lists.includes(key)) raw[key] = [...((raw[key] as string[] | undefined) ?? []), ...value.split(',').map((part) => part.trim()).filter(Boolean)];
    else if (key === 'version') raw[key] = Number(value);
    else if (key === 'custom_fields') raw[key] = jsonOf(value);
    else raw[key] = value;
  }
  return { raw, files };
}
