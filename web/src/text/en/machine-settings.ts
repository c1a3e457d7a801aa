// What every machine obeys.
import type { TextEntry } from '../entry.ts';
import type { part as es } from '../es-MX/machine-settings.ts';
import { faults } from './faults.ts';

const machineSettings = {
  'machines.read_only': 'Only a superadministrator changes these settings.',
  'machines.reports': 'Reports of the machines',
  'machines.reports_about': 'How often the agent reports. Machines learn of it within seconds, or when they connect.',
  'machines.metrics': 'Readings of CPU, memory, disk and network (minutes)',
  'machines.metrics_hint': 'From 0.5 to 60. Alert rules count these readings.',
  'machines.services': 'Services (minutes)',
  'machines.security': 'Antivirus, firewall and updates (minutes)',
  'machines.security_hint': 'Also when something changes.',
  'machines.inventory': 'Hardware and software (hours)',
  'machines.inventory_hint': 'Only what changed is sent.',
  'machines.concurrency': 'Scripts at one time on a machine',
  'machines.events': 'Report errors of the system log',
  'machines.commands': 'Remote commands',
  'machines.commands_about': 'Who approves, and how far an hour reaches.',
  'machines.four_eyes': 'Four eyes',
  'machines.four_eyes_hint': 'Nobody approves a version they wrote.',
  'machines.per_person': 'Machines per hour and person',
  'machines.budget_hint': 'Inventory does not count.',
  'machines.per_client': 'Machines per hour and client',
  'machines.keys': 'Recovery keys',
  'machines.keys_about': 'Who sees the keys of encrypted disks. Each time asks for a reason and the password, and stands in the audit trail.',
  'machines.key_technicians': 'Technicians, too',
  'machines.key_technicians_hint': 'Otherwise administrators alone.',
  'machines.kept': 'What is kept',
  'machines.kept_about': 'In days. Tickets, commands and the audit trail are never deleted.',
  'machines.keep_metrics': 'Hourly means',
  'machines.keep_metrics_hint': 'They go by whole months.',
  'machines.keep_inventory': 'Past inventories',
  'machines.keep_inventory_hint': 'The newest of each class stays.',
  'machines.keep_attempts': 'Attempts to enrol',
};

export const part: Record<keyof typeof es, TextEntry> = { ...faults, ...machineSettings };
