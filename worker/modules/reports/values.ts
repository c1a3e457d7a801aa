// The public value lists of reports. They are a contract and never change.

export const REPORT_KINDS = ['tickets', 'sla', 'technicians', 'assets', 'time', 'monthly'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_FORMATS = ['csv', 'xlsx', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_STATUSES = ['queued', 'running', 'ready', 'failed', 'expired'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** What the lines of the report on service levels stand for. */
export const REPORT_GROUPS = ['client', 'technician', 'category'] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export const REPORT_FREQUENCIES = ['weekly', 'monthly'] as const;
export type ReportFrequency = (typeof REPORT_FREQUENCIES)[number];

/** Stretches of local days, named as of today in the zone of the report. */
export const REPORT_PERIODS = [
  'today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year', 'last_year', 'last_7_days', 'last_30_days', 'last_90_days',
] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** Why a report was not made: the asker may no longer see it, the client is gone, it stopped too often, or a fault of ours. */
export const REPORT_FAULTS = ['not_allowed', 'client_gone', 'interrupted', 'internal'] as const;
export type ReportFault = (typeof REPORT_FAULTS)[number];
