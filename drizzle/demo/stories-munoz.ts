// Demo tickets of the accountants: deadlines of the tax office, spreadsheets, two offices far apart.
import type { Story } from './story.ts';

export const munozStories: Story[] = [
  {
    key: 'munoz-01', site: 'merida', by: 'renata', channel: 'portal', daysAgo: 55.7, category: 'facturacion', priority: 'alta',
    subject: 'Error al descargar XML del mes',
    body: 'La descarga masiva de XML se queda en 37 % y marca "tiempo agotado". Cerramos mes el viernes.',
    steps: [
      ['assigns', 0.6, 'rodrigo', 'paola'],
      ['says', 1, 'paola', 'Renata, el portal limita las descargas por hora. Las dividimos por semana y corren de noche; mañana a las 8 están en su carpeta.'],
      ['resolves', 22, 'paola', 'Se descargaron 1,842 XML en cuatro partes durante la noche y se dejó programado para cada fin de mes.'],
      ['moves', 48, 'renata', 'cerrado'],
    ],
  },
  {
    key: 'munoz-02', site: 'campeche', by: 'oscar', channel: 'email', daysAgo: 46.3, category: 'equipos', priority: 'media',
    subject: 'Se derramó café en la laptop',
    body: 'Buenas tardes, se me cayó café en la laptop y la apagué de inmediato. No la he vuelto a prender.\n\nÓscar Pech\nDespacho Campeche',
    steps: [
      ['assigns', 0.2, 'rodrigo', 'ivan'],
      ['says', 0.4, 'ivan', 'Óscar, hizo lo correcto. Déjela boca abajo, sin cargador. Le prestamos un equipo que sale hoy por paquetería y le llega mañana.'],
      ['replies', 30, 'oscar', 'Ya llegó el equipo de préstamo y ya puedo trabajar.'],
      ['notes', 120, 'ivan', 'Teclado dañado, tarjeta madre sin corrosión. Refacción: 1,450 MXN.'],
      ['resolves', 216, 'ivan', 'Se cambió el teclado y se limpió la tarjeta. La información está completa; el equipo de préstamo ya regresó.'],
      ['moves', 340, 'ivan', 'cerrado'],
    ],
  },
  {
    key: 'munoz-03', site: 'merida', by: 'sofia', channel: 'portal', daysAgo: 38.2, category: 'general', priority: 'baja',
    subject: '¿Cada cuánto se prueban los respaldos?',
    body: 'Para nuestra auditoría necesitamos una constancia de las pruebas de restauración del último año.',
    steps: [
      ['assigns', 6, 'rodrigo', 'rodrigo'],
      ['says', 28, 'rodrigo', 'Sofía, se prueban cada trimestre. Le preparamos la constancia con las cuatro fechas y el tiempo de restauración de cada una.'],
      ['resolves', 74, 'rodrigo', 'Se entregó la constancia de pruebas de restauración de los últimos cuatro trimestres.'],
      ['moves', 99, 'sofia', 'cerrado'],
    ],
  },
  {
    key: 'munoz-04', site: 'merida', by: 'renata', channel: 'portal', daysAgo: 22.6, category: 'ofimatica', priority: 'media',
    subject: 'Macro de conciliación deja de funcionar después de la actualización',
    body: 'Después de la actualización de Office la macro de conciliación marca "error 1004" en la línea del rango.',
    steps: [
      ['assigns', 2, 'rodrigo', 'paola'],
      ['says', 4, 'paola', 'Renata, ¿me puede compartir una copia del archivo sin datos de clientes?'],
      ['moves', 4, 'paola', 'espera_cliente'],
      ['says', 26, 'renata', 'Listo, está en la carpeta Soporte.'],
      ['resolves', 52, 'paola', 'La macro usaba un nombre de hoja con espacio al final. Se corrigió y se probó con tres conciliaciones.'],
      ['moves', 170, 'paola', 'cerrado'],
    ],
  },
  {
    key: 'munoz-05', site: 'campeche', by: 'oscar', channel: 'portal', daysAgo: 15.1, category: 'internet', priority: 'alta',
    subject: 'Internet lento por las tardes en Campeche',
    body: 'De 4 a 6 no se pueden abrir los portales del gobierno. En la mañana todo bien.',
    steps: [
      ['assigns', 1, 'rodrigo', 'ivan'],
      ['says', 3, 'ivan', 'Óscar, dejamos una prueba automática cada 10 minutos para tener evidencia con el proveedor.'],
      ['notes', 100, 'ivan', 'Bajan de 100 a 8 Mbps entre 16:00 y 18:30. El nodo del proveedor está saturado; ofrecen cambio a fibra sin costo de instalación.'],
      ['says', 101, 'ivan', 'El proveedor reconoce la saturación y ofrece pasarlos a fibra. Necesitamos su autorización, Sofía: la renta sube 120 pesos al mes.'],
      ['moves', 101, 'ivan', 'pendiente_aprobacion'],
    ],
  },
  {
    key: 'munoz-06', site: 'merida', by: 'sofia', channel: 'email', daysAgo: 10.6, category: 'altas', priority: 'media',
    subject: 'Tres practicantes para la temporada de declaraciones',
    body: 'Hola equipo:\n\nEl lunes llegan tres practicantes. Necesitan cuentas temporales hasta el 31 de marzo, sin acceso a nóminas.\n\nC.P. Sofía Muñoz',
    steps: [
      ['assigns', 4, 'rodrigo', 'paola'],
      ['says', 6, 'paola', 'Sofía, con gusto. Las cuentas vencerán solas el 31 de marzo. ¿Me comparte los nombres completos?'],
      ['replies', 27, 'sofia', 'Claro: Abril Cetina, Joel Uc y Daniela Arjona.'],
      ['moves', 30, 'paola', 'en_proceso'],
      ['notes', 50, 'paola', 'Grupo "Practicantes" creado sin permiso a Nóminas. Faltan dos licencias; ya las pedí.'],
    ],
  },
  {
    key: 'munoz-07', site: 'merida', by: 'renata', channel: 'email', daysAgo: 7.2, category: 'facturacion', priority: 'critica', tags: ['SAT'],
    subject: 'Urgente: no se puede enviar la declaración de un cliente',
    body: 'Vence hoy a medianoche y el programa marca "error de conexión con el servicio". Ya probamos en dos computadoras.\n\nRenata',
    refused: { name: 'declaracion.rar', mime_type: 'application/vnd.rar', size: 2_204_118, reason: 'type_not_allowed' },
    steps: [
      ['assigns', 0.1, 'ximena', 'paola'],
      ['says', 0.2, 'paola', 'Renata, estoy conectada a su equipo. No cierre el programa.'],
      ['notes', 0.5, 'paola', 'El antivirus bloqueaba el certificado intermedio nuevo. Excepción puesta para ese servicio en las dos oficinas.'],
      ['replies', 0.9, 'renata', '¡Salió! Mil gracias, ya tengo el acuse.'],
      ['resolves', 1.2, 'paola', 'El antivirus bloqueaba la conexión segura del servicio. Se agregó la excepción y la declaración se envió con acuse.'],
      ['moves', 30, 'renata', 'cerrado'],
    ],
  },
  {
    key: 'munoz-08', site: 'campeche', by: 'oscar', channel: 'email', daysAgo: 4.3, category: 'impresoras', priority: 'baja',
    subject: 'El escáner manda los archivos con fecha de 2019',
    body: 'El multifuncional pone la fecha equivocada en el nombre de los archivos escaneados. No es urgente.\n\nÓscar',
    steps: [
      ['assigns', 20, 'rodrigo', 'ivan'],
      ['says', 23, 'ivan', 'Óscar, el equipo perdió la hora al cambiar la batería interna. Lo conectamos a un servidor de hora; ¿me confirma con el siguiente escaneo?'],
      ['resolves', 46, 'ivan', 'Se configuró la hora por red en el multifuncional.'],
    ],
  },
  {
    key: 'munoz-09', site: 'merida', by: 'renata', channel: 'portal', daysAgo: 3.1, category: 'sospechoso', priority: 'media',
    subject: 'Factura de un proveedor que no conocemos',
    body: 'Llegó una factura en PDF de un proveedor que nadie conoce. ¿La podemos abrir?',
    steps: [
      ['assigns', 0.3, 'rodrigo', 'paola'],
      ['says', 0.7, 'paola', 'Renata, todavía no la abra. Reenvíela como archivo adjunto y la revisamos en un equipo aislado.'],
      ['says', 2, 'renata', 'Ya la reenvié.'],
      ['notes', 5, 'paola', 'PDF con enlace a una descarga de JavaScript. Malicioso. Bloqueado el hash y el dominio.'],
      ['resolves', 6, 'paola', 'El archivo era malicioso. Se bloqueó en los dos despachos y nadie llegó a abrirlo.'],
    ],
  },
  {
    key: 'munoz-10', site: 'campeche', by: 'oscar', channel: 'telefono', daysAgo: 1.9, category: 'vpn', priority: 'media',
    subject: 'No abre la carpeta compartida de Mérida',
    body: 'Desde Campeche no se ve la carpeta de expedientes de Mérida. Los demás programas funcionan.',
    steps: [
      ['assigns', 0.4, 'paola', 'ivan'],
      ['moves', 1, 'ivan', 'en_proceso'],
      ['says', 1.2, 'ivan', 'Óscar, el túnel entre oficinas se levantó con una ruta vieja. Lo estoy corrigiendo; en una hora le confirmo.'],
    ],
  },
  {
    key: 'munoz-11', site: 'merida', by: 'sofia', channel: 'portal', daysAgo: 1.1, category: 'compras', priority: 'baja',
    subject: 'Renovación de cuatro laptops del despacho',
    body: 'Tenemos cuatro laptops con más de cinco años. ¿Nos ayudan con opciones y precios para cambiarlas en enero?',
    steps: [['assigns', 5, 'rodrigo', 'rodrigo']],
  },
  {
    key: 'munoz-12', site: 'campeche', by: 'oscar', channel: 'portal', daysAgo: 0.4, category: 'ofimatica', priority: 'media',
    subject: 'Instalar el programa de nóminas en el equipo nuevo',
    body: 'Ya llegó el equipo nuevo. Falta instalar el programa de nóminas y pasar la licencia del anterior.',
    steps: [],
  },
  {
    key: 'munoz-13', site: 'merida', by: 'renata', channel: 'email', daysAgo: 0.15, category: 'correo', priority: 'media',
    subject: 'El buzón de nóminas está lleno',
    body: 'Buen día. El buzón nominas@munoz-lucero.example dice que está al 100 % y rebota los correos de los clientes. ¿Lo pueden ampliar o archivar lo viejo?\n\nRenata Ceballos',
    steps: [],
  },
];
