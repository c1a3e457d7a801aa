// The sentences of a mailbox test in both languages: what is the matter, and what to do about it.
import type { TestStepName } from './mailbox-contract.ts';

type Both = { es: string; en: string };

/** `{host}`, `{port}`, `{user}`, `{folder}`, `{address}`, `{own}` (the address mail is handed to us at) are filled in. */
const TEXTS = {
  host_not_allowed: {
    es: '{host} está dentro de una red privada, a la que este servicio no se conecta; indica el nombre público del servidor.',
    en: '{host} is inside a private network, which this service does not connect to; give the public name of the server.',
  },
  port_not_allowed: { es: 'El puerto {port} no se puede usar desde aquí; usa 465 (TLS) o 587 (STARTTLS).', en: 'Port {port} cannot be used from here; take 465 (TLS) or 587 (STARTTLS).' },
  host_not_found: { es: 'No existe ningún servidor llamado {host}; revisa que el nombre esté bien escrito.', en: 'There is no server called {host}; check the spelling of the name.' },
  unreachable: {
    es: 'Nadie responde en {host}, puerto {port}; revisa el puerto, y que el cortafuegos del servidor deje entrar conexiones de internet.',
    en: 'Nobody answers at {host}, port {port}; check the port, and that the firewall of the server lets connections from the internet in.',
  },
  certificate: {
    es: 'El certificado de {host} no es de confianza (vencido, de otro nombre o firmado por uno mismo); instala uno válido para ese nombre, o escribe el nombre para el que sí vale.',
    en: 'The certificate of {host} is not trusted (expired, for another name, or self-signed); install a valid one for this name, or enter the name it is valid for.',
  },
  not_tls: { es: 'El puerto {port} de {host} no cifra desde el principio; elige STARTTLS, o el puerto de TLS (465 para enviar, 993 para recibir).', en: 'Port {port} of {host} does not encrypt from the start; choose STARTTLS, or the TLS port (465 to send, 993 to receive).' },
  starttls_missing: { es: '{host} no ofrece STARTTLS en el puerto {port}, y sin cifrado no se envía la contraseña; usa el puerto de TLS o activa STARTTLS en el servidor.', en: '{host} does not offer STARTTLS at port {port}, and no password is sent without encryption; use the TLS port or switch STARTTLS on at the server.' },
  timeout: { es: '{host} no respondió a tiempo; repite la prueba en unos minutos y, si sigue igual, revisa el puerto y el cortafuegos.', en: '{host} did not answer in time; test again in a few minutes and, if it stays like this, check the port and the firewall.' },
  closed: { es: '{host} cortó la conexión; puede que limite las conexiones o que bloquee esta dirección: revisa el registro del servidor.', en: '{host} hung up; it may limit connections or block this address: look at the log of the server.' },
  protocol: { es: 'Lo que responde {host} en el puerto {port} no es un servidor de correo de este tipo; revisa el nombre y el puerto.', en: 'What answers at {host}, port {port}, is no mail server of this kind; check name and port.' },
  auth_failed: {
    es: '{host} rechazó el usuario {user} o su contraseña; escríbela de nuevo. Si la cuenta usa verificación en dos pasos, hace falta una contraseña de aplicación u OAuth 2.0.',
    en: '{host} refused the user {user} or the password; type it again. If the account uses two-step verification, it takes an app password or OAuth 2.0.',
  },
  auth_unsupported: { es: '{host} no acepta esta forma de iniciar sesión; prueba OAuth 2.0 en lugar de la contraseña, o al revés, o activa el acceso por contraseña en el servidor.', en: '{host} does not take this way of signing in; try OAuth 2.0 instead of the password, or the other way round, or allow passwords at the server.' },
  oauth_failed: { es: 'El proveedor no entregó un token de acceso para {user}; revisa el identificador, el secreto y el token de actualización, que puede haber vencido.', en: 'The provider handed out no access token for {user}; check the client id, its secret and the refresh token, which may have expired.' },
  busy: { es: '{host} está ocupado o limita las conexiones; repite la prueba en unos minutos.', en: '{host} is busy or limits connections; test again in a few minutes.' },
  folder_missing: { es: 'La carpeta {folder} no existe en el buzón; revisa cómo se escribe (en casi todos los servidores es INBOX).', en: 'There is no folder {folder} in the mailbox; check how it is spelled (it is INBOX at almost every server).' },
  folder_denied: { es: 'El servidor no deja abrir la carpeta {folder} o mover correos en ella; da al usuario {user} permiso de lectura y escritura.', en: 'The server does not let us open the folder {folder} or move mail in it; give the user {user} the right to read and write.' },
  sender_refused: { es: '{host} no deja enviar como {address} con esta cuenta; inicia sesión con la cuenta dueña de la dirección, o autorízala a enviar en su nombre.', en: '{host} does not let this account send as {address}; sign in with the account that owns the address, or let it send on its behalf.' },
  relay_denied: { es: '{host} no acepta correo para otros dominios sin sesión iniciada (relay denegado); indica usuario y contraseña.', en: '{host} takes no mail for other domains without a sign-in (relay denied); give a user and a password.' },
  recipient_refused: { es: '{host} dice que la dirección {address} no existe o no recibe correo; revisa cómo está escrita.', en: '{host} says that the address {address} does not exist or takes no mail; check its spelling.' },
  refused: { es: '{host} rechazó este paso; lo que respondió aparece abajo.', en: '{host} refused this step; its words are below.' },
  platform_refused: { es: 'La plataforma no envió el correo; revisa que {address} sea de un dominio dado de alta para enviar.', en: 'The platform did not send the mail; check that {address} is at a domain that was set up for sending.' },
  unclear: { es: 'La conexión con {host} se cortó antes de saber si aceptó el correo; repite la prueba.', en: 'The connection to {host} broke before it said whether it took the mail; test again.' },
  secret_unreadable: { es: 'La contraseña guardada ya no se puede descifrar; escríbela de nuevo y guarda.', en: 'The stored password can no longer be opened; type it again and save.' },
  not_arrived: { es: 'El correo salió pero no llegó a la carpeta {folder} en un minuto; mira si cayó en correo no deseado, y que el buzón sea el de {address}.', en: 'The mail left but did not reach the folder {folder} within a minute; see whether it is in the junk folder, and that the mailbox is the one of {address}.' },
  not_handed_over: { es: 'El correo salió pero no volvió en un minuto: nadie nos entrega lo que llega a {address}. Indica abajo el buzón IMAP, o reenvía esa dirección a {own}.', en: 'The mail left but did not come back within a minute: nobody hands us what arrives at {address}. Enter its IMAP mailbox below, or forward that address to {own}.' },
  below_lost: { es: 'El correo a {below} no llegó: el servidor no entrega direcciones con código (nombre+código@). Elige otra forma de recibir respuestas, o actívalas en el servidor.', en: 'The mail to {below} did not arrive: the server does not deliver addresses with a code (name+code@). Choose another way for answers to arrive, or allow them at the server.' },
  kept: { es: 'Esta instalación guarda los correos en lugar de enviarlos, así que no vuelve ninguno.', en: 'This installation keeps mails instead of sending them, so none comes back.' },
  not_configured: { es: 'No hace falta en esta configuración.', en: 'Not part of this configuration.' },
  after_failure: { es: 'No se probó porque falló un paso anterior.', en: 'Not tried because a step before it failed.' },
} satisfies Record<string, Both>;

export type TestCode = keyof typeof TEXTS;

export interface TestFault {
  code: TestCode;
  /** The server's own words, without secrets. */
  detail: string | null;
}

export interface TestServer {
  host: string;
  port: string;
  user: string;
}

/** What the sentences name. */
export interface TestFacts {
  smtp: TestServer;
  imap: TestServer;
  folder: string;
  address: string;
  /** Where mail is handed to us. */
  own: string;
  /** The probe goes to this address below the mailbox, as answers would; null: to the mailbox itself. */
  below: string | null;
}

/** Codes that a session may end with and that are none of ours: what they come to. */
export const codeOfFault = (code: string): TestCode => (Object.hasOwn(TEXTS, code) ? (code as TestCode) : code === 'too_long' || code === 'early_bytes' ? 'protocol' : 'refused');

export function testSentence(code: TestCode, step: TestStepName, facts: TestFacts): Both {
  const server = step.startsWith('imap') || step === 'receive' ? facts.imap : facts.smtp;
  const values: Record<string, string> = { ...server, folder: facts.folder, address: facts.address, own: facts.own, below: facts.below ?? '' };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] || '—');
  return { es: fill(TEXTS[code].es), en: fill(TEXTS[code].en) };
}

const POLL_CODES: Record<string, TestCode> = { token_refused: 'oauth_failed', token_unreachable: 'oauth_failed', token_url_not_allowed: 'oauth_failed', secret_missing: 'secret_unreadable' };
const POLL_CODES_OF_OURS = ['own_store', 'interrupted', 'mail_too_large'];

/** Why a mailbox could not be read, as a poll left it. */
export const pollSentence = (code: string | null, facts: TestFacts): Both | null =>
  code === null || POLL_CODES_OF_OURS.includes(code) ? null : testSentence(POLL_CODES[code] ?? codeOfFault(code), 'imap_connect', facts);
