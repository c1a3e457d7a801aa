// What the desk of the demo knows: articles for everybody, for one client and for itself, and work that comes back by the calendar.
import { plainText } from '../../worker/modules/knowledge/rules.ts';
import { nextTurns, type Recurrence } from '../../worker/modules/schedules/rules.ts';
import type { ClientKey, PersonKey, SiteKey } from './companies.ts';
import { demoId } from './demo-id.ts';

type Insert = (table: string, rows: Record<string, unknown>[]) => Promise<void>;

interface DemoArticle {
  key: string;
  visibility: 'staff' | 'client' | 'everyone';
  client: ClientKey | null;
  category: string | null;
  title: string;
  body: string;
  by: PersonKey;
  locale?: 'en';
}

const articles: DemoArticle[] = [
  {
    key: 'printer', visibility: 'everyone', client: null, category: 'impresoras', by: 'ivan', title: 'La impresora no imprime',
    body: '## Antes de pedir ayuda\n\n1. Revisa que esté **encendida** y que tenga papel.\n2. Apágala, espera un minuto y enciéndela otra vez.\n3. En tu equipo, abre la **cola de impresión** y cancela lo que esté detenido.\n4. Manda una página de prueba.\n\n> Si la pantalla de la impresora muestra un código, tómale una foto: con eso llegamos con la refacción correcta.\n\nSi sigue igual, haz una solicitud y dinos desde cuándo pasa.',
  },
  {
    key: 'mail-phone', visibility: 'everyone', client: null, category: null, by: 'paola', title: 'Poner el correo en el teléfono',
    body: 'Necesitas tu dirección y tu contraseña de siempre.\n\n- **iPhone:** Ajustes → Correo → Cuentas → Agregar cuenta\n- **Android:** abre Gmail, toca tu foto y elige *Agregar otra cuenta*\n\nSi te pide un servidor, escribe `mail.example.com`.',
  },
  {
    key: 'mail-phone-en', visibility: 'everyone', client: null, category: null, by: 'paola', locale: 'en', title: 'Your mail on your phone',
    body: 'You need your address and your usual password.\n\n- **iPhone:** Settings → Mail → Accounts → Add account\n- **Android:** open Gmail, tap your picture and choose *Add another account*',
  },
  {
    key: 'vpn-penaflor', visibility: 'client', client: 'penaflor', category: null, by: 'ivan', title: 'Entrar al laboratorio desde casa',
    body: '1. Abre **VPN Peñaflor** en tu escritorio.\n2. Escribe tu usuario y el código de tu teléfono.\n3. Cuando el candado se ponga verde, abre el sistema del laboratorio.\n\nCada sesión dura ocho horas.',
  },
  {
    key: 'ups', visibility: 'staff', client: null, category: null, by: 'ivan', title: 'Cambio de baterías de un no-break',
    body: '## Material\n\n- Juego de baterías del modelo\n- Guantes y desarmador\n\n## Pasos\n\n1. Avisar al sitio y anotar qué equipos dependen de él.\n2. Pasar a derivación (*bypass*).\n3. Cambiar las baterías y anotar la fecha en la etiqueta.\n4. Prueba de carga de cinco minutos.',
  },
];

const readers: [article: string, by: PersonKey, client: ClientKey, verdict: string][] = [['printer', 'lupita', 'alcon', 'solved'], ['printer', 'renata', 'munoz', 'helped'], ['mail-phone', 'araceli', 'penaflor', 'helped']];

const none = { every: 1, weekdays: [] as number[], day_of_month: null, nth: null, month: null, ends_on: null };
const schedules: { key: string; client: ClientKey; site: SiteKey; name: string; subject: string; description: string; assignee: PersonKey; rule: Omit<Recurrence, 'starts_on' | 'timezone'>; timezone: string }[] = [
  {
    key: 'backups', client: 'penaflor', site: 'laboratorio', name: 'Respaldos del laboratorio', subject: 'Revisar los respaldos del laboratorio', description: 'Restaurar un archivo al azar y anotar cuánto tardó.', assignee: 'ivan',
    rule: { ...none, frequency: 'monthly', nth: 1, weekdays: [1], time_of_day: '09:00' }, timezone: 'America/Mexico_City',
  },
  {
    key: 'printers', client: 'munoz', site: 'merida', name: 'Mantenimiento de multifuncionales', subject: 'Mantenimiento trimestral de multifuncionales', description: 'Limpieza, contadores y tóner de reserva.', assignee: 'paola',
    rule: { ...none, frequency: 'monthly', every: 3, day_of_month: 15, time_of_day: '10:00' }, timezone: 'America/Merida',
  },
];

/** Writes the rows once; people, places and categories are there already. */
export async function insertDeskKnowledge(insert: Insert, now: Date): Promise<void> {
  const since = new Date(now.getTime() - 45 * 86_400_000).toISOString();
  await insert('kb_articles', articles.map(({ key, visibility, client, category, by }) => ({
    article_id: demoId(`article:${key}`), visibility, client_id: client === null ? null : demoId(`client:${client}`), category_id: category === null ? null : demoId(`category:${category}`), state: 'published', current_version: 1,
    published_version: 1, created_by: demoId(`user:${by}`), version: 2, published_at: since, created_at: since, updated_at: since,
  })));
  await insert('kb_article_versions', articles.map(({ key, title, body, by, locale }) => ({
    version_id: demoId(`article:${key}:1`), article_id: demoId(`article:${key}`), number: 1, locale: locale ?? 'es', title, body, plain_text: plainText(body), author_id: demoId(`user:${by}`), author_name: by === 'ivan' ? 'Iván Treviño' : 'Paola Güemes',
    created_at: since,
  })));
  await insert('kb_article_feedback', readers.map(([article, by, client, verdict]) => ({ article_id: demoId(`article:${article}`), user_id: demoId(`user:${by}`), client_id: demoId(`client:${client}`), verdict, created_at: since })));
  await insert('ticket_schedules', schedules.map(({ key, client, site, name, subject, description, assignee, rule, timezone }) => {
    const whole = { ...rule, starts_on: since.slice(0, 10), timezone };
    return {
      schedule_id: demoId(`ticket-schedule:${key}`), client_id: demoId(`client:${client}`), site_id: demoId(`site:${site}`), name, subject, description, priority: 'media', assigned_to: demoId(`user:${assignee}`), tags: [], ...whole, is_active: true,
      next_run_at: new Date(nextTurns(whole, now.getTime(), 1)[0]!).toISOString(), created_by: demoId('user:ximena'), version: 1, created_at: since, updated_at: since,
    };
  }));
}
