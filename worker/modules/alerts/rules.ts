// Pure policy of alerts: rules that make sense, the fall of a whole site, and the words of tickets.
import type { FieldError } from '../contract.ts';
import type { TicketPriority } from '../tickets/values.ts';
import type { AlertRuleChange, NewAlertRule } from './contract.ts';
import type { AlertKind, AlertMetric } from './values.ts';

/** Seconds an offline alert waits for its neighbours before it becomes a ticket. */
export const OFFLINE_WAIT_SECONDS = 75;
/** Machines of one site that fall within this many seconds fell together. */
const FALL_SECONDS = 60;
const FALL_MACHINES_MIN = 3;

type RuleShape = Pick<NewAlertRule, 'metric' | 'operator' | 'threshold' | 'hysteresis' | 'need' | 'of'>;

/** Fields that make no sense together. */
export function ruleFaults(rule: RuleShape): FieldError[] {
  const faults: FieldError[] = [];
  const isPercent = rule.metric === 'cpu' || rule.metric === 'memory' || rule.metric === 'disk' || rule.metric === 'swap';
  if (isPercent && rule.threshold > 100) faults.push({ field: 'threshold', code: 'too_high', message: 'is a percentage' });
  if (!isPercent && (rule.threshold !== 1 || rule.operator !== '>=')) faults.push({ field: 'threshold', code: 'not_a_reading', message: 'is 1 for a yes or no' });
  if (isPercent && rule.hysteresis > (rule.operator === '>=' ? rule.threshold : 100 - rule.threshold)) faults.push({ field: 'hysteresis', code: 'too_high', message: 'the condition could never end' });
  if (rule.need > rule.of) faults.push({ field: 'need', code: 'too_high', message: 'is at most the number of readings' });
  return faults;
}

export function scopeFaults(scope: { client_id: string | null; site_id: string | null; asset_id: string | null }): FieldError[] {
  if ((scope.site_id || scope.asset_id) && !scope.client_id) return [{ field: 'client_id', code: 'required', message: 'name the client' }];
  if (scope.site_id && scope.asset_id) return [{ field: 'asset_id', code: 'too_narrow', message: 'name the site or the asset' }];
  return [];
}

/** Whether machines judge differently afterwards. */
export const changesJudgement = (change: AlertRuleChange): boolean =>
  (['operator', 'threshold', 'hysteresis', 'need', 'of', 'target', 'asset_types', 'is_active'] as const).some((field) => change[field] !== undefined);

export interface SiteMachines {
  client_id: string;
  site_id: string;
  /** Enrolled machines of the site. */
  machines: number;
  /** Those offline now, with the instant they fell silent (ISO-8601). */
  offline: { asset_id: string; offline_since: string }[];
}

/** When at least three machines and half of a site fell within a minute: the first of those instants. Null otherwise. */
export function siteFall(site: SiteMachines): { since: string; fallen: number } | null {
  const instants = site.offline.map((one) => Date.parse(one.offline_since)).sort((a, b) => a - b);
  let most = { since: 0, fallen: 0 };
  for (const [n, since] of instants.entries()) {
    const fallen = instants.slice(n).filter((at) => at - since <= FALL_SECONDS * 1000).length;
    if (fallen > most.fallen) most = { since, fallen };
  }
  if (most.fallen < FALL_MACHINES_MIN || most.fallen * 2 < site.machines) return null;
  return { since: new Date(most.since).toISOString(), fallen: most.fallen };
}

/** A site is back when most of its machines are. */
export const isSiteBack = (site: { machines: number; offline: number }): boolean => site.offline * 2 < site.machines || site.machines === 0;

export interface AlertFacts {
  kind: AlertKind;
  metric: string;
  target: string | null;
  value: number | null;
  threshold: number | null;
  samples: { at: string; value: number }[];
  opened_at: string;
  rule_name: string | null;
  operator: '>=' | '<=' | null;
  asset_name: string | null;
  hostname: string | null;
  site_name: string;
  timezone: string;
  priority: TicketPriority;
  /** Machines of a fallen site. */
  machines: string[];
  /** Name of the window that kept the alert quiet until now. */
  window_name: string | null;
}

const METRICS: Record<AlertMetric, string> = { cpu: 'CPU', memory: 'Memoria', disk: 'Disco', swap: 'Memoria de intercambio', offline: 'Sin conexión', service: 'Servicio detenido' };
const SAMPLES_SHOWN = 12;
const MACHINES_SHOWN = 100;
const SUBJECT_MAX = 255;

/** Spanish, in the client's own time. An unknown zone is said in UTC. */
export function when(instant: string, timezone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat('es-MX', { ...options, timeZone: timezone }).format(new Date(instant));
  } catch {
    return `${new Intl.DateTimeFormat('es-MX', { ...options, timeZone: 'UTC' }).format(new Date(instant))} UTC`;
  }
}

const number = (value: number): string => String(Math.round(value * 10) / 10);
const isReading = (metric: string): boolean => metric !== 'offline' && metric !== 'service' && metric !== 'clone';
const nameOf = (metric: string): string => METRICS[metric as AlertMetric] ?? metric;
const cut = (text: string): string => (text.length > SUBJECT_MAX ? `${text.slice(0, SUBJECT_MAX - 1)}…` : text);
/** What machines say is shown as one line of text. */
const plain = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();

/** What a technician reads first. */
export function alertTicket(facts: AlertFacts): { subject: string; description: string } {
  const machine = facts.asset_name ? plain(facts.asset_name) : null;
  const hushed = facts.window_name ? [``, `La alerta se abrió durante la ventana de mantenimiento «${plain(facts.window_name)}» y sigue activa.`] : [];
  if (facts.kind === 'site_down') {
    return {
      subject: cut(`Sitio sin conexión: ${plain(facts.site_name)}`),
      description: [
        `Varios equipos del sitio «${plain(facts.site_name)}» dejaron de responder al mismo tiempo (${facts.machines.length || number(facts.value ?? 0)} de ${number(facts.threshold ?? 0)}).`, '',
        `Desde: ${when(facts.opened_at, facts.timezone)}`, '', 'Equipos:', ...facts.machines.slice(0, MACHINES_SHOWN).map((name) => `- ${plain(name)}`),
        ...(facts.machines.length > MACHINES_SHOWN ? [`- y ${facts.machines.length - MACHINES_SHOWN} más`] : []), ...hushed,
      ].join('\n'),
    };
  }
  if (facts.kind === 'clone') {
    return {
      subject: cut(`Identidad repetida: ${machine}`),
      description: [
        `Dos programas se turnan con la misma identidad, la del equipo «${machine}». Puede ser un disco o una máquina virtual que se copió, o alguien que tiene su llave.`, '',
        ...(facts.target ? ['Quiénes se conectaron:', ...facts.target.split(' / ').map((host) => `- ${plain(host)}`), ''] : []),
        `Sitio: ${plain(facts.site_name)}`, `Desde: ${when(facts.opened_at, facts.timezone)}`, '',
        'Si es una copia, desinstala el agente en ella e inscríbela de nuevo. Si no la reconoces, revoca el acceso del equipo e inscríbelo otra vez.',
      ].join('\n'),
    };
  }
  const about = facts.target ? ` ${plain(facts.target)}` : '';
  const reading = isReading(facts.metric) && facts.value !== null ? ` ${number(facts.value)} %` : '';
  const limit = facts.operator === '<=' ? 'por debajo de' : 'por encima de';
  return {
    subject: cut(`${nameOf(facts.metric)}${about}${reading}: ${machine ?? plain(facts.site_name)}`),
    description: [
      isReading(facts.metric) ? `${nameOf(facts.metric)}${about} ${limit} ${number(facts.threshold ?? 0)} % en el equipo «${machine}».`
        : facts.metric === 'offline' ? `El equipo «${machine}» dejó de responder.`
        : facts.metric === 'service' ? `Un servicio del equipo «${machine}» no está en marcha${about ? `:${about}` : ''}.` : `${nameOf(facts.metric)}: «${machine}».`, '',
      `Equipo: ${machine}${facts.hostname && plain(facts.hostname).toLowerCase() !== machine?.toLowerCase() ? ` (${plain(facts.hostname)})` : ''}`, `Sitio: ${plain(facts.site_name)}`,
      ...(facts.rule_name ? [`Regla: ${plain(facts.rule_name)}`] : []), `Desde: ${when(facts.opened_at, facts.timezone)}`,
      ...(isReading(facts.metric) && facts.samples.length ? ['', 'Lecturas:', ...facts.samples.slice(-SAMPLES_SHOWN).map((sample) => `- ${when(sample.at, facts.timezone)}: ${number(sample.value)} %`)] : []),
      ...hushed,
    ].join('\n'),
  };
}

/** What the ticket says when the condition went away by itself. */
export function recoveryText(facts: Pick<AlertFacts, 'kind' | 'metric' | 'target' | 'asset_name' | 'site_name' | 'timezone' | 'opened_at'>, at: string): string {
  const minutes = Math.max(1, Math.round((Date.parse(at) - Date.parse(facts.opened_at)) / 60_000));
  const lasted = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  const what = facts.kind === 'site_down' ? `La mayoría de los equipos del sitio «${plain(facts.site_name)}» volvió a responder`
    : facts.metric === 'offline' ? `El equipo «${plain(facts.asset_name ?? '')}» volvió a responder`
    : `${nameOf(facts.metric)}${facts.target ? ` ${plain(facts.target)}` : ''} del equipo «${plain(facts.asset_name ?? '')}» volvió a la normalidad`;
  return `${what} el ${when(at, facts.timezone)} (duró ${lasted}).`;
}

/** One word for a whole window: what it kept quiet, and what goes on. */
export const windowSummary = (window: { name: string; silenced: number; standing: number }): string =>
  `La ventana de mantenimiento «${plain(window.name)}» terminó: silenció ${window.silenced} ${window.silenced === 1 ? 'alerta' : 'alertas'}; ${window.standing === 1 ? '1 sigue activa' : `${window.standing} siguen activas`}.`;
