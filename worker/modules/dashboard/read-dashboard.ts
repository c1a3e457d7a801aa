// What stands on a dashboard, for whoever asks: one round trip each.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { complianceOf } from '../sla/read-compliance.ts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '../tickets/values.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { DashboardActivityQuery, DashboardCharts, DashboardEvent, DashboardQuery, DashboardStats } from './contract.ts';
import { distributionOf, FIRST_RESPONSE_EDGES, RESOLUTION_EDGES, statsOf, type DistributionRow, type StatsRow } from './rules.ts';
import { activityStatement, chartsStatement, statsStatement } from './store.ts';

type DashboardDeps = Pick<Deps, 'database' | 'clock'>;

export async function readDashboardStats(deps: DashboardDeps, actor: UserActor, query: DashboardQuery): Promise<Result<{ stats: DashboardStats }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [statsStatement(tx, actor, query, deps.clock.now())]);
  if (!read.ok) return read;
  const { compliance, ...row } = read.value.rows[0].rows[0] as unknown as StatsRow & { compliance: Parameters<typeof complianceOf>[0] };
  return done({ stats: statsOf(row, { statuses: TICKET_STATUSES, priorities: TICKET_PRIORITIES }, complianceOf(compliance), read.value.me.role === 'solicitante') });
}

export async function readDashboardCharts(deps: DashboardDeps, actor: UserActor, query: DashboardQuery): Promise<Result<{ charts: DashboardCharts }>> {
  const read = await deps.database.asActor(actor, { roles: [...STAFF_ROLES, 'client_admin'] }, (tx) => [chartsStatement(tx, actor, query, deps.clock.now())]);
  if (!read.ok) return read;
  const row = read.value.rows[0].rows[0] as unknown as Omit<DashboardCharts, 'first_response' | 'resolution'> & Record<'first_response' | 'resolution', DistributionRow>;
  const isStaff = read.value.me.client_id === null;
  return done({
    charts: {
      ...row, technicians: isStaff ? row.technicians : null, clients: isStaff ? row.clients : null,
      first_response: distributionOf(row.first_response, FIRST_RESPONSE_EDGES), resolution: distributionOf(row.resolution, RESOLUTION_EDGES),
    },
  });
}

export async function readDashboardActivity(deps: DashboardDeps, actor: UserActor, query: DashboardActivityQuery): Promise<Result<{ activity: DashboardEvent[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [activityStatement(tx, actor, { client_id: query.client_id }, query.limit)]);
  return read.ok ? done({ activity: read.value.rows[0].rows as unknown as DashboardEvent[] }) : read;
}
