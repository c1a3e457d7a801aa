// What the demo's technician does for a machine through the API: a token to enrol with, and whatever a trial asks besides.
import { demoId } from '../../drizzle/demo/demo-id.ts';
import { demoPassword } from '../../drizzle/demo/companies.ts';
import { LocalProblem } from './local-problem.ts';

const technician = 'paola@lanet.example';

export type DemoCall = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Record<string, unknown>>;

/** Signed in. Every call throws LocalProblem with what the API answered. */
export async function demoTechnician(url: string): Promise<DemoCall> {
  const call = async (method: string, path: string, body: unknown, token?: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/api${path}`, {
      method, headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { message: string; data: Record<string, unknown> };
    if (!response.ok) throw new LocalProblem(`${path} answered ${response.status}: ${answer.message}`);
    return answer.data;
  };
  const { access_token } = await call('POST', '/auth/login', { email: technician, password: demoPassword });
  return (method, path, body) => call(method, path, body, access_token as string);
}

/** @throws LocalProblem with what the API answered. */
export async function demoEnrollmentToken(url: string): Promise<string> {
  const made = await (await demoTechnician(url))('POST', '/agents/tokens', { client_id: demoId('client:alcon'), site_id: demoId('site:matriz'), name: 'Este equipo', max_uses: 1, expires_in_days: 1 });
  return made.enrollment_token as string;
}
