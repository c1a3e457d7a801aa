// The token with which the demo's own machine enrols: made through the API, as a technician makes one.
import { demoId } from '../../drizzle/demo/demo-id.ts';
import { demoPassword } from '../../drizzle/demo/companies.ts';
import { LocalProblem } from './local-problem.ts';

const technician = 'paola@lanet.example';

/** @throws LocalProblem with what the API answered. */
export async function demoEnrollmentToken(url: string): Promise<string> {
  const call = async (path: string, body: unknown, token?: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/api${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { message: string; data: Record<string, unknown> };
    if (!response.ok) throw new LocalProblem(`${path} answered ${response.status}: ${answer.message}`);
    return answer.data;
  };
  const { access_token } = await call('/auth/login', { email: technician, password: demoPassword });
  const made = await call('/agents/tokens', { client_id: demoId('client:alcon'), site_id: demoId('site:matriz'), name: 'Este equipo', max_uses: 1, expires_in_days: 1 }, access_token as string);
  return made.enrollment_token as string;
}
