// The API: order of middleware, and where each module is mounted.
import { Hono } from 'hono';
import { enrolmentRoutes } from '../modules/agents/enrolment-routes.ts';
import { agentRoutes } from '../modules/agents/routes.ts';
import { maintenanceRoutes } from '../modules/alerts/maintenance-routes.ts';
import { approvalRoutes, ticketApprovalRoutes } from '../modules/approvals/routes.ts';
import { alertRoutes } from '../modules/alerts/routes.ts';
import { assetRoutes } from '../modules/assets/routes.ts';
import { auditRoutes } from '../modules/audit/routes.ts';
import { authRoutes } from '../modules/auth/routes.ts';
import { bitlockerRoutes, recoveryKeySettingRoutes } from '../modules/bitlocker/routes.ts';
import { assetCareRoutes, assetFieldRoutes, licenceRoutes } from '../modules/care/routes.ts';
import { categoryRoutes } from '../modules/categories/routes.ts';
import { checklistTemplateRoutes, ticketChecklistRoutes } from '../modules/checklists/routes.ts';
import { clientRoutes } from '../modules/clients/routes.ts';
import { dashboardRoutes } from '../modules/dashboard/routes.ts';
import { mailboxRoutes } from '../modules/email/mailbox-routes.ts';
import { emailRoutes } from '../modules/email/routes.ts';
import { operationRoutes } from '../modules/health/routes.ts';
import { discoveryRoutes } from '../modules/discovery/routes.ts';
import { draftRoutes } from '../modules/drafts/routes.ts';
import { categoryFieldRoutes, tagRoutes } from '../modules/fields/routes.ts';
import { knowledgeRoutes } from '../modules/knowledge/routes.ts';
import { liveRoutes } from '../modules/live/routes.ts';
import { macroRoutes, ticketMacroRoutes } from '../modules/macros/routes.ts';
import { notificationRoutes, watcherRoutes } from '../modules/notifications/routes.ts';
import { ticketPinRoutes, ticketRunRoutes, viewRoutes } from '../modules/queue/routes.ts';
import { releaseRoutes, updateRoutes } from '../modules/releases/routes.ts';
import { agentRemoteRoutes, machineRemoteRoutes, remoteSessionRoutes } from '../modules/remote/routes.ts';
import { reportRoutes } from '../modules/reports/routes.ts';
import { executeRoutes, executionRoutes, freezeRoutes, machineCommandRoutes, remoteActionRoutes, runRoutes, scriptRoutes } from '../modules/scripts/routes.ts';
import { policyRoutes } from '../modules/policies/routes.ts';
import { ratingRoutes, ticketRatingRoutes } from '../modules/ratings/routes.ts';
import { ticketScheduleRoutes } from '../modules/schedules/routes.ts';
import { scriptScheduleRoutes } from '../modules/script-schedules/routes.ts';
import { agentSettingRoutes } from '../modules/settings/agent-settings-routes.ts';
import { settingRoutes } from '../modules/settings/routes.ts';
import { slaRoutes, ticketSlaRoutes } from '../modules/sla/routes.ts';
import { siteRoutes } from '../modules/sites/routes.ts';
import { attachmentRoutes } from '../modules/tickets/attachment-routes.ts';
import { ticketLinkRoutes } from '../modules/tickets/link-routes.ts';
import { ticketRoutes } from '../modules/tickets/routes.ts';
import { clientTimeRoutes, contractRoutes, ticketTimeRoutes, timeRoutes, timeSettingRoutes } from '../modules/time/routes.ts';
import { toolRoutes, toolSettingRoutes, uploadRoutes } from '../modules/tools/routes.ts';
import { userRoutes } from '../modules/users/routes.ts';
import { reminderRoutes, ticketWaitingRoutes } from '../modules/waiting/routes.ts';
import type { AppEnv } from './app-env.ts';
import { answerProblem, onError } from './errors.ts';
import { apiHeaders, bodies, floods, sameOrigin } from './middleware/guards.ts';
import { requestId } from './middleware/request-id.ts';
import { openApiOf } from './openapi.ts';
import { systemRoutes } from './system-routes.ts';

const base = new Hono<AppEnv>().basePath('/api');
base.onError(onError);
base.use(requestId, apiHeaders, sameOrigin, floods('API_LIMIT'), bodies);

export const app = base
  .route('/auth', authRoutes)
  .route('/users', userRoutes)
  .route('/clients', clientRoutes)
  .route('/sites', siteRoutes)
  .route('/categories', categoryRoutes)
  .route('/categories', categoryFieldRoutes)
  .route('/drafts', draftRoutes)
  .route('/tags', tagRoutes)
  .route('/tickets', ticketRoutes)
  .route('/tickets', ticketSlaRoutes)
  .route('/tickets', watcherRoutes)
  .route('/tickets', ticketLinkRoutes)
  .route('/tickets', ticketWaitingRoutes)
  .route('/tickets', ticketApprovalRoutes)
  .route('/approvals', approvalRoutes)
  .route('/reminders', reminderRoutes)
  .route('/notifications', notificationRoutes)
  .route('/tickets', ticketMacroRoutes)
  .route('/tickets', ticketPinRoutes)
  .route('/ticket-views', viewRoutes)
  .route('/ticket-runs', ticketRunRoutes)
  .route('/tickets', ticketChecklistRoutes)
  .route('/macros', macroRoutes)
  .route('/checklist-templates', checklistTemplateRoutes)
  .route('/settings', settingRoutes)
  .route('/sla', slaRoutes)
  .route('/tickets', ticketTimeRoutes)
  .route('/tickets', ticketRatingRoutes)
  .route('/clients', clientTimeRoutes)
  .route('/time', timeRoutes)
  .route('/contracts', contractRoutes)
  .route('/settings', timeSettingRoutes)
  .route('/ratings', ratingRoutes)
  .route('/attachments', attachmentRoutes)
  .route('/assets', assetRoutes)
  .route('/assets', machineRemoteRoutes)
  .route('/agents', agentRemoteRoutes)
  .route('/remote-sessions', remoteSessionRoutes)
  .route('/alerts', alertRoutes)
  .route('/maintenance', maintenanceRoutes)
  .route('/policies', policyRoutes)
  .route('/script-schedules', scriptScheduleRoutes)
  .route('/assets', assetCareRoutes)
  .route('/asset-fields', assetFieldRoutes)
  .route('/licences', licenceRoutes)
  .route('/discovery', discoveryRoutes)
  .route('/dashboard', dashboardRoutes)
  .route('/email', emailRoutes)
  .route('/email', mailboxRoutes)
  .route('/knowledge', knowledgeRoutes)
  .route('/ticket-schedules', ticketScheduleRoutes)
  .route('/live', liveRoutes)
  .route('/agents', agentRoutes)
  .route('/agents', enrolmentRoutes)
  .route('/agents', executeRoutes)
  .route('/agents', updateRoutes)
  .route('/releases', releaseRoutes)
  .route('/assets', machineCommandRoutes)
  .route('/assets', toolRoutes)
  .route('/agents', uploadRoutes)
  .route('/settings', toolSettingRoutes)
  .route('/clients', remoteActionRoutes)
  .route('/scripts', scriptRoutes)
  .route('/executions', executionRoutes)
  .route('/runs', runRoutes)
  .route('/fleet', freezeRoutes)
  .route('/settings', agentSettingRoutes)
  .route('/bitlocker', bitlockerRoutes)
  .route('/settings', recoveryKeySettingRoutes)
  .route('/reports', reportRoutes)
  .route('/audit', auditRoutes)
  .route('/operations', operationRoutes)
  .route('/', systemRoutes);

app.get('/openapi.json', async (c) => c.json(await openApiOf(app)));
app.notFound((c) => answerProblem(c, { kind: 'not_found', message: 'no such route' }));

export type ApiType = typeof app;
