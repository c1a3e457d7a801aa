// The sentences of the domain check in both languages: what is the case, and what to do about it.

type Both = { es: string; en: string };

const TEXTS = {
  dns_silent: {
    text: { es: 'El DNS de {domain} no respondió a tiempo.', en: 'The DNS of {domain} did not answer in time.' },
    advice: { es: 'Repita la revisión en unos minutos; si sigue igual, revise los servidores de nombres del dominio.', en: 'Check again in a few minutes; if it stays like this, look at the name servers of the domain.' },
  },
  mx_good: { text: { es: '{domain} recibe correo en {hosts}.', en: '{domain} receives mail at {hosts}.' }, advice: null },
  mx_none: {
    text: { es: '{domain} no tiene registros MX: nuestras respuestas podrían no llegar.', en: '{domain} has no MX records: our answers may not arrive.' },
    advice: { es: 'Compruebe que el dominio esté bien escrito; si lo está, publique los registros MX que indica su proveedor de correo.', en: 'Check the spelling of the domain; if it is right, publish the MX records that its mail provider names.' },
  },
  mx_refuses: {
    text: { es: '{domain} declara que no recibe correo (MX «0 .»).', en: '{domain} says that it receives no mail (MX "0 .").' },
    advice: { es: 'Use el dominio con el que las personas del cliente reciben correo de verdad.', en: 'Use the domain at which the people of the client really receive mail.' },
  },
  spf_good: { text: { es: '{domain} dice qué servidores envían su correo (SPF).', en: '{domain} says which servers send its mail (SPF).' }, advice: null },
  spf_none: {
    text: { es: '{domain} no publica SPF: cualquier servidor puede enviar en su nombre.', en: '{domain} publishes no SPF: any server may send in its name.' },
    advice: { es: 'Publique un registro TXT en {domain} que empiece con «v=spf1», con los servidores que indica su proveedor, y termine en «-all».', en: 'Publish a TXT record at {domain} that begins with "v=spf1", names the servers of its provider, and ends in "-all".' },
  },
  spf_several: {
    text: { es: '{domain} publica más de un registro SPF; así ninguno vale.', en: '{domain} publishes more than one SPF record; then none of them counts.' },
    advice: { es: 'Una los registros en uno solo.', en: 'Merge them into one.' },
  },
  spf_too_many: {
    text: { es: 'El SPF de {domain} pide {count} consultas y el máximo es 10: muchos servidores lo dan por inválido.', en: 'The SPF of {domain} asks for {count} look-ups and 10 is the most: many servers take it for broken.' },
    advice: { es: 'Quite los «include» de servicios que ya no se usan.', en: 'Remove the "include" of services that are no longer used.' },
  },
  spf_everybody: {
    text: { es: 'El SPF de {domain} permite a todo el mundo («+all»): no protege de nada.', en: 'The SPF of {domain} allows everybody ("+all"): it protects from nothing.' },
    advice: { es: 'Cambie el final del registro por «-all».', en: 'Change the end of the record to "-all".' },
  },
  spf_open: {
    text: { es: 'El SPF de {domain} no dice qué hacer con los demás servidores.', en: 'The SPF of {domain} does not say what about all other servers.' },
    advice: { es: 'Termine el registro con «~all» o «-all».', en: 'End the record with "~all" or "-all".' },
  },
  dkim_good: { text: { es: '{domain} publica llaves DKIM ({selectors}): su correo puede comprobarse.', en: '{domain} publishes DKIM keys ({selectors}): its mail can be verified.' }, advice: null },
  dkim_not_found: {
    text: { es: 'No se halló una llave DKIM de {domain} en los selectores conocidos.', en: 'No DKIM key of {domain} was found under the usual selectors.' },
    advice: { es: 'Active la firma DKIM con el proveedor de correo. Si ya firma, indique aquí su selector: es el valor «s=» de la cabecera DKIM-Signature de un correo suyo.', en: 'Switch DKIM signing on at the mail provider. If it already signs, name its selector here: the value of "s=" in the DKIM-Signature header of one of its mails.' },
  },
  dkim_revoked: {
    text: { es: 'Las llaves DKIM de {domain} están revocadas (sin «p=»).', en: 'The DKIM keys of {domain} are revoked (empty "p=").' },
    advice: { es: 'Publique la llave vigente que indica el proveedor de correo.', en: 'Publish the current key that the mail provider names.' },
  },
  dkim_testing: {
    text: { es: 'La llave DKIM de {domain} ({selectors}) está en modo de prueba («t=y»): su firma no cuenta.', en: 'The DKIM key of {domain} ({selectors}) is in test mode ("t=y"): its signatures do not count.' },
    advice: { es: 'Quite «t=y» del registro de la llave.', en: 'Remove "t=y" from the key record.' },
  },
  dkim_short: {
    text: { es: 'La llave DKIM de {domain} ({selectors}) es corta.', en: 'The DKIM key of {domain} ({selectors}) is short.' },
    advice: { es: 'Cámbiela por una de 2048 bits.', en: 'Change it for one of 2048 bits.' },
  },
  dmarc_good: { text: { es: '{domain} pide apartar el correo falso (DMARC, «p={policy}»).', en: '{domain} asks for forged mail to be set aside (DMARC, "p={policy}").' }, advice: null },
  dmarc_watching: {
    text: { es: '{domain} tiene DMARC solo para observar («p=none»): el correo falso pasa igual.', en: '{domain} has DMARC for watching only ("p=none"): forged mail passes all the same.' },
    advice: { es: 'Cuando los informes salgan limpios, cambie a «p=quarantine» y después a «p=reject».', en: 'Once the reports are clean, change to "p=quarantine" and later to "p=reject".' },
  },
  dmarc_none: {
    text: { es: '{domain} no publica DMARC: nadie sabe qué hacer con el correo falso en su nombre.', en: '{domain} publishes no DMARC: nobody knows what to do with mail forged in its name.' },
    advice: { es: 'Publique un registro TXT en _dmarc.{domain}: «v=DMARC1; p=none; rua=mailto:…», y endurezca la política después.', en: 'Publish a TXT record at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:…", and make the policy stricter later.' },
  },
  dmarc_several: {
    text: { es: '{domain} publica más de un registro DMARC; así ninguno vale.', en: '{domain} publishes more than one DMARC record; then none of them counts.' },
    advice: { es: 'Deje uno solo.', en: 'Keep one of them.' },
  },
  dmarc_broken: {
    text: { es: 'El registro DMARC de {domain} no tiene una política válida.', en: 'The DMARC record of {domain} has no valid policy.' },
    advice: { es: 'Añada «p=none», «p=quarantine» o «p=reject».', en: 'Add "p=none", "p=quarantine" or "p=reject".' },
  },
} as const satisfies Record<string, { text: Both; advice: Both | null }>;

export type CheckCode = keyof typeof TEXTS;
export const CHECK_CODES = Object.keys(TEXTS) as CheckCode[];

/** The sentences of a finding with its values in place. */
export function domainCheckText(code: CheckCode, values: Record<string, string>): { text: Both; advice: Both | null } {
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const both = ({ es, en }: Both): Both => ({ es: fill(es), en: fill(en) });
  const { text, advice }: { text: Both; advice: Both | null } = TEXTS[code];
  return { text: both(text), advice: advice && both(advice) };
}
