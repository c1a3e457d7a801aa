// What every machine obeys.
import type { TextEntry } from '../entry.ts';
import { faults } from './faults.ts';

const machineSettings = {
  'machines.read_only': 'Solo un superadministrador cambia estos ajustes.',
  'machines.reports': 'Informes de los equipos',
  'machines.reports_about': 'Cada cuánto informa el agente. Los equipos lo saben en segundos, o cuando se conecten.',
  'machines.metrics': 'Lecturas de CPU, memoria, disco y red (minutos)',
  'machines.metrics_hint': 'De 0.5 a 60. Las reglas de alerta cuentan estas lecturas.',
  'machines.services': 'Servicios (minutos)',
  'machines.security': 'Antivirus, firewall y actualizaciones (minutos)',
  'machines.security_hint': 'También cuando algo cambia.',
  'machines.inventory': 'Hardware y software (horas)',
  'machines.inventory_hint': 'Solo se envía lo que cambió.',
  'machines.concurrency': 'Scripts a la vez en un equipo',
  'machines.events': 'Informar errores del registro del sistema',
  'machines.commands': 'Comandos remotos',
  'machines.commands_about': 'Quién aprueba y hasta dónde se llega en una hora.',
  'machines.four_eyes': 'Cuatro ojos',
  'machines.four_eyes_hint': 'Nadie aprueba una versión que escribió.',
  'machines.per_person': 'Equipos por hora y persona',
  'machines.budget_hint': 'El inventario no cuenta.',
  'machines.per_client': 'Equipos por hora y cliente',
  'machines.keys': 'Claves de recuperación',
  'machines.keys_about': 'Quién ve las claves de los discos cifrados. Cada vez pide motivo y contraseña, y queda en la auditoría.',
  'machines.key_technicians': 'También los técnicos',
  'machines.key_technicians_hint': 'Si no, solo administradores.',
  'machines.kept': 'Cuánto se guarda',
  'machines.kept_about': 'En días. Los tickets, los comandos y la auditoría no se borran nunca.',
  'machines.keep_metrics': 'Promedios por hora',
  'machines.keep_metrics_hint': 'Se borran por meses completos.',
  'machines.keep_inventory': 'Inventarios anteriores',
  'machines.keep_inventory_hint': 'El más reciente de cada clase se queda.',
  'machines.keep_attempts': 'Intentos de inscripción',
} satisfies Record<string, TextEntry>;

export const part = { ...faults, ...machineSettings };
