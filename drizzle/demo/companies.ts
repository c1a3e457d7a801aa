// The invented world of the demo: a provider, its three clients, their sites and everybody who signs in.
import type { UserRole } from '../../worker/modules/users/values.ts';

export type ClientKey = 'alcon' | 'penaflor' | 'munoz';
export type SiteKey = 'matriz' | 'bodega' | 'consultorios' | 'laboratorio' | 'merida' | 'campeche';
export type PersonKey =
  | 'ximena' | 'rodrigo' | 'paola' | 'ivan'
  | 'norma' | 'lupita' | 'beto'
  | 'hector' | 'araceli' | 'julian'
  | 'sofia' | 'renata' | 'oscar';

export interface DemoClient {
  key: ClientKey;
  name: string;
  /** Invented, with a right check digit. */
  rfc: string;
  email: string;
  phone: string;
  domain: string;
  address: string;
  city: string;
  state: string;
  postal_code: string;
  timezone: string;
}

export interface DemoSite {
  key: SiteKey;
  client: ClientKey;
  name: string;
  address: string;
  city: string;
  state: string;
  postal_code: string;
  latitude: number;
  longitude: number;
  authorized_emails: string[];
  is_primary: boolean;
}

export interface DemoPerson {
  key: PersonKey;
  name: string;
  email: string;
  role: UserRole;
  phone: string;
  client: ClientKey | null;
  sites: SiteKey[];
}

/** The address that mail is sent to, and that answers come from. */
export const supportAddress = 'soporte@lanet.example';

/** One password for all accounts; they exist in development only. */
export const demoPassword = 'demo-lanet-2026';

export const companies: DemoClient[] = [
  {
    key: 'alcon', name: 'Ferretería Alcón', rfc: 'FAL980514QX5', email: 'contacto@ferreteria-alcon.example', phone: '+52 442 555 0110', domain: 'ferreteria-alcon.example',
    address: 'Av. Pasteur Sur 240', city: 'Querétaro', state: 'Querétaro', postal_code: '76030', timezone: 'America/Mexico_City',
  },
  {
    key: 'penaflor', name: 'Clínica Peñaflor', rfc: 'CPE0503217HA', email: 'administracion@clinica-penaflor.example', phone: '+52 33 5555 0120', domain: 'clinica-penaflor.example',
    address: 'Calle Jazmín 118', city: 'Guadalajara', state: 'Jalisco', postal_code: '44100', timezone: 'America/Mexico_City',
  },
  {
    key: 'munoz', name: 'Muñoz & Lucero Contadores', rfc: 'M&L110902KT1', email: 'despacho@munoz-lucero.example', phone: '+52 999 555 0130', domain: 'munoz-lucero.example',
    address: 'Calle 56 núm. 481', city: 'Mérida', state: 'Yucatán', postal_code: '97000', timezone: 'America/Merida',
  },
];

export const sites: DemoSite[] = [
  {
    key: 'matriz', client: 'alcon', name: 'Matriz Querétaro', address: 'Av. Pasteur Sur 240', city: 'Querétaro', state: 'Querétaro', postal_code: '76030',
    latitude: 20.582, longitude: -100.387, authorized_emails: ['caja.matriz@correo-alcon.example'], is_primary: true,
  },
  {
    key: 'bodega', client: 'alcon', name: 'Bodega El Marqués', address: 'Carretera Estatal 100, km 4', city: 'El Marqués', state: 'Querétaro', postal_code: '76246',
    latitude: 20.612, longitude: -100.283, authorized_emails: ['bodega@ferreteria-alcon.example', 'almacen@transportes-rioverde.example'], is_primary: false,
  },
  {
    key: 'consultorios', client: 'penaflor', name: 'Consultorios Centro', address: 'Calle Jazmín 118', city: 'Guadalajara', state: 'Jalisco', postal_code: '44100',
    latitude: 20.674, longitude: -103.345, authorized_emails: ['recepcion@clinica-penaflor.example'], is_primary: true,
  },
  {
    key: 'laboratorio', client: 'penaflor', name: 'Laboratorio Zapopan', address: 'Av. Ángel Leaño 77', city: 'Zapopan', state: 'Jalisco', postal_code: '45130',
    latitude: 20.738, longitude: -103.392, authorized_emails: ['laboratorio@clinica-penaflor.example'], is_primary: false,
  },
  {
    key: 'merida', client: 'munoz', name: 'Oficina Mérida', address: 'Calle 56 núm. 481', city: 'Mérida', state: 'Yucatán', postal_code: '97000',
    latitude: 20.969, longitude: -89.621, authorized_emails: ['nominas@munoz-lucero.example'], is_primary: true,
  },
  {
    key: 'campeche', client: 'munoz', name: 'Despacho Campeche', address: 'Calle 10 núm. 329', city: 'Campeche', state: 'Campeche', postal_code: '24000',
    latitude: 19.846, longitude: -90.537, authorized_emails: ['campeche@munoz-lucero.example'], is_primary: false,
  },
];

export const people: DemoPerson[] = [
  { key: 'ximena', name: 'Ximena Ordóñez', email: 'ximena@lanet.example', role: 'superadmin', phone: '+52 55 5555 0101', client: null, sites: [] },
  { key: 'rodrigo', name: 'Rodrigo Nájera', email: 'rodrigo@lanet.example', role: 'admin', phone: '+52 55 5555 0102', client: null, sites: [] },
  { key: 'paola', name: 'Paola Güemes', email: 'paola@lanet.example', role: 'technician', phone: '+52 55 5555 0103', client: null, sites: [] },
  { key: 'ivan', name: 'Iván Treviño', email: 'ivan@lanet.example', role: 'technician', phone: '+52 55 5555 0104', client: null, sites: [] },

  { key: 'norma', name: 'Norma Alcántar', email: 'norma@ferreteria-alcon.example', role: 'client_admin', phone: '+52 442 555 0111', client: 'alcon', sites: ['matriz', 'bodega'] },
  { key: 'lupita', name: 'Lupita Rangel', email: 'lupita@ferreteria-alcon.example', role: 'solicitante', phone: '+52 442 555 0112', client: 'alcon', sites: ['matriz'] },
  { key: 'beto', name: 'Beto Cañedo', email: 'beto@ferreteria-alcon.example', role: 'solicitante', phone: '+52 442 555 0113', client: 'alcon', sites: ['bodega'] },

  { key: 'hector', name: 'Héctor Peñaflor', email: 'hector@clinica-penaflor.example', role: 'client_admin', phone: '+52 33 5555 0121', client: 'penaflor', sites: ['consultorios', 'laboratorio'] },
  { key: 'araceli', name: 'Araceli Ibáñez', email: 'araceli@clinica-penaflor.example', role: 'solicitante', phone: '+52 33 5555 0122', client: 'penaflor', sites: ['consultorios'] },
  { key: 'julian', name: 'Julián Sáenz', email: 'julian@clinica-penaflor.example', role: 'solicitante', phone: '+52 33 5555 0123', client: 'penaflor', sites: ['laboratorio'] },

  { key: 'sofia', name: 'Sofía Muñoz', email: 'sofia@munoz-lucero.example', role: 'client_admin', phone: '+52 999 555 0131', client: 'munoz', sites: ['merida', 'campeche'] },
  { key: 'renata', name: 'Renata Ceballos', email: 'renata@munoz-lucero.example', role: 'solicitante', phone: '+52 999 555 0132', client: 'munoz', sites: ['merida'] },
  { key: 'oscar', name: 'Óscar Pech', email: 'oscar@munoz-lucero.example', role: 'solicitante', phone: '+52 999 555 0133', client: 'munoz', sites: ['campeche'] },
];

/** Below the root categories of every deployment (drizzle/sql/5-seed.sql); the number is the last digit of the parent's id. */
export const subcategories = [
  { key: 'impresoras', parent: 1, name: 'Impresoras', icon: 'printer', assignee: 'ivan' },
  { key: 'equipos', parent: 1, name: 'Equipos de cómputo', icon: 'laptop', assignee: null },
  { key: 'wifi', parent: 2, name: 'Wi-Fi', icon: 'wifi', assignee: 'ivan' },
  { key: 'vpn', parent: 2, name: 'VPN y acceso remoto', icon: 'shield-check', assignee: null },
  { key: 'internet', parent: 2, name: 'Enlace de Internet', icon: 'globe', assignee: null },
  { key: 'sospechoso', parent: 3, name: 'Correo sospechoso', icon: 'mail-warning', assignee: 'paola' },
  { key: 'contrasenas', parent: 3, name: 'Contraseñas y accesos', icon: 'key-round', assignee: null },
  { key: 'correo', parent: 4, name: 'Correo electrónico', icon: 'mail', assignee: 'paola' },
  { key: 'facturacion', parent: 4, name: 'Facturación electrónica', icon: 'receipt', assignee: null },
  { key: 'ofimatica', parent: 4, name: 'Ofimática', icon: 'file-spreadsheet', assignee: null },
  { key: 'altas', parent: 5, name: 'Altas y bajas de personal', icon: 'user-plus', assignee: null },
  { key: 'compras', parent: 5, name: 'Compras y cotizaciones', icon: 'shopping-cart', assignee: null },
] as const;

export type SubcategoryKey = (typeof subcategories)[number]['key'];
