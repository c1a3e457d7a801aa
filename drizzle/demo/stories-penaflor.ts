// Demo tickets of the clinic: reception, a laboratory, privacy worries and a slow VPN.
import type { Story } from './story.ts';

export const penaflorStories: Story[] = [
  {
    key: 'penaflor-01', site: 'consultorios', by: 'araceli', channel: 'portal', daysAgo: 59.2, category: 'ofimatica', priority: 'media',
    subject: 'La agenda compartida no muestra las citas del consultorio 3',
    body: 'En recepción vemos los consultorios 1, 2 y 4, pero el 3 aparece vacío y sí tiene citas.',
    steps: [
      ['assigns', 1, 'rodrigo', 'paola'],
      ['says', 2, 'paola', 'Araceli, el calendario del consultorio 3 perdió el permiso de lectura para recepción. Lo acabo de restablecer; cierre y abra la agenda.'],
      ['resolves', 2.5, 'paola', 'Se restableció el permiso de lectura del calendario del consultorio 3.'],
      ['moves', 28, 'araceli', 'cerrado'],
    ],
  },
  {
    key: 'penaflor-02', site: 'laboratorio', by: 'julian', channel: 'email', daysAgo: 50.9, category: 'equipos', priority: 'critica', tags: ['laboratorio', 'interfaz'],
    subject: 'El analizador no manda resultados al sistema',
    body: 'Buen día.\n\nDesde las 6:30 el analizador de química no transmite al sistema del laboratorio. Estamos capturando a mano y hay 40 muestras en espera.\n\nQ.F.B. Julián Sáenz',
    steps: [
      ['assigns', 0.1, 'ximena', 'ivan'],
      ['says', 0.2, 'ivan', 'Julián, vamos en camino. Por favor no reinicie la computadora de la interfaz: quiero ver el registro tal como está.'],
      ['notes', 1.4, 'ivan', 'El puerto serie virtual cambió de COM3 a COM5 después de la actualización de anoche. Se fijó el puerto y se excluyó el equipo de las actualizaciones automáticas.'],
      ['says', 1.8, 'ivan', 'Julián, ya está transmitiendo. ¿Me confirma que llegaron las 40 muestras?'],
      ['replies', 3, 'julian', 'Confirmo que ya llegaron todos los resultados. Gracias por la rapidez.'],
      ['resolves', 3.4, 'ivan', 'Se corrigió el puerto de comunicación y se transmitieron las 40 muestras pendientes. El equipo se actualizará solo en ventana programada.'],
      ['moves', 72, 'ivan', 'cerrado'],
    ],
  },
  {
    key: 'penaflor-03', site: 'consultorios', by: 'hector', channel: 'portal', daysAgo: 44.5, category: 'vpn', priority: 'media',
    subject: 'La VPN se desconecta cada veinte minutos desde casa',
    body: 'Cuando reviso expedientes desde casa la VPN se cae cada veinte minutos y pierdo lo que estaba escribiendo.',
    steps: [
      ['assigns', 3, 'rodrigo', 'ivan'],
      ['says', 5, 'ivan', 'Doctor, el tiempo de inactividad estaba en 20 minutos. Lo subimos a 60 y activamos la reconexión automática. ¿Puede probar esta noche?'],
      ['moves', 5, 'ivan', 'espera_cliente'],
      ['says', 40, 'hector', 'Anoche trabajé dos horas sin cortes.'],
      ['resolves', 44, 'ivan', 'Se ajustó el tiempo de inactividad de la VPN y se activó la reconexión automática.'],
      ['moves', 164, 'ivan', 'cerrado'],
    ],
  },
  {
    key: 'penaflor-04', site: 'laboratorio', by: 'julian', channel: 'portal', daysAgo: 36.8, category: 'compras', priority: 'baja',
    subject: 'Regulador nuevo para el refrigerador de reactivos',
    body: 'El regulador del refrigerador hace ruido. Queremos cambiarlo antes de que falle.',
    steps: [
      ['assigns', 22, 'rodrigo', 'rodrigo'],
      ['says', 26, 'rodrigo', 'Julián, eso lo atiende su proveedor de equipo médico, porque está en garantía con ellos. Le pasamos el contacto.'],
      ['moves', 27, 'rodrigo', 'cancelado'],
    ],
  },
  {
    key: 'penaflor-05', site: 'consultorios', by: 'araceli', channel: 'telefono', daysAgo: 28.3, category: 'internet', priority: 'alta',
    subject: 'Las llamadas de la recepción se escuchan cortadas',
    body: 'Los pacientes dicen que se escucha robotizado, sobre todo de 10 a 12.',
    steps: [
      ['assigns', 0.5, 'paola', 'ivan'],
      ['notes', 2, 'ivan', 'A las 10:00 arranca el respaldo en la nube y satura la subida. Falta prioridad de voz en el ruteador.'],
      ['says', 3, 'ivan', 'Araceli, encontramos la causa: una copia de seguridad corría en horario de consulta. Ya se mueve a la noche y las llamadas tienen prioridad.'],
      ['resolves', 28, 'ivan', 'Se dio prioridad a la voz y se movió el respaldo a las 22:00. Un día completo sin quejas.'],
      ['moves', 150, 'ivan', 'cerrado'],
    ],
  },
  {
    key: 'penaflor-06', site: 'laboratorio', by: 'julian', channel: 'email', daysAgo: 12.4, category: 'vpn', priority: 'media',
    subject: 'Acceso remoto para el químico de guardia',
    body: 'Hola:\n\nNecesitamos que el químico de guardia pueda validar resultados desde su casa los fines de semana. ¿Qué se requiere?\n\nJulián',
    steps: [
      ['assigns', 5, 'rodrigo', 'paola'],
      ['says', 8, 'paola', 'Julián, se puede con VPN y verificación en dos pasos, solo hacia el sistema del laboratorio. Como son datos de pacientes necesitamos la autorización del doctor Peñaflor.'],
      ['moves', 8.1, 'paola', 'pendiente_aprobacion'],
      ['notes', 30, 'paola', 'No dar acceso al escritorio completo, solo a la aplicación publicada.'],
    ],
  },
  {
    key: 'penaflor-07', site: 'consultorios', by: 'araceli', channel: 'portal', daysAgo: 8.1, category: 'impresoras', priority: 'media',
    subject: 'Las recetas salen con letra muy clara',
    body: 'La impresora del consultorio 2 imprime las recetas casi ilegibles. Ya se cambió el tóner.',
    steps: [
      ['assigns', 1, 'rodrigo', 'ivan'],
      ['says', 2, 'ivan', 'Araceli, parece que quedó activado el modo de ahorro. Lo quité desde aquí; ¿me confirma con una hoja de prueba?'],
      ['moves', 2, 'ivan', 'espera_cliente'],
      ['says', 24, 'araceli', 'Un poco mejor, pero sigue clara del lado izquierdo.'],
      ['notes', 26, 'ivan', 'Unidad de imagen gastada de un lado. Pedir refacción, está en contrato.'],
      ['says', 26.5, 'ivan', 'Es la unidad de imagen. La refacción llega el jueves y la cambiamos sin costo.'],
    ],
  },
  {
    key: 'penaflor-08', site: 'consultorios', by: 'hector', channel: 'email', daysAgo: 5.9, category: 'correo', priority: 'alta', tags: ['phishing'],
    subject: 'Un paciente recibió un correo falso a nombre de la clínica',
    body: 'Buenas noches. Un paciente me enseñó un correo que dice venir de la clínica y le pide un depósito. La dirección se parece a la nuestra pero no es. ¿Qué hacemos?\n\nDr. Héctor Peñaflor',
    steps: [
      ['ranks', 0.5, 'rodrigo', 'critica'],
      ['assigns', 0.5, 'rodrigo', 'paola'],
      ['says', 1, 'paola', 'Doctor, el correo salió de un dominio parecido al suyo; su sistema no fue vulnerado. Ya pedimos la baja de ese dominio y subimos su política DMARC a rechazo.'],
      ['notes', 1.5, 'paola', 'Reporte de abuso enviado al registrador. Preparar texto de aviso para los pacientes.'],
      ['says', 3, 'paola', 'Le enviamos un texto breve para avisar a sus pacientes por los canales de siempre.'],
      ['replies', 14, 'hector', 'Gracias, hoy lo mandamos.'],
      ['resolves', 60, 'paola', 'El dominio falso fue dado de baja por el registrador. La política DMARC de la clínica quedó en rechazo.'],
    ],
  },
  {
    key: 'penaflor-09', site: 'laboratorio', by: 'julian', channel: 'portal', daysAgo: 3.8, category: 'ofimatica', priority: 'baja',
    subject: 'Plantilla de resultados con el logotipo nuevo',
    body: '¿Nos ayudan a poner el logotipo nuevo en la plantilla de resultados? Adjunto la imagen por correo.',
    steps: [
      ['assigns', 4, 'rodrigo', 'paola'],
      ['moves', 20, 'paola', 'en_proceso'],
      ['says', 21, 'paola', 'Julián, ya tengo la imagen. Le mando hoy una prueba en PDF antes de cambiar la plantilla.'],
    ],
  },
  {
    key: 'penaflor-10', site: 'consultorios', by: 'araceli', channel: 'email', daysAgo: 2.2, category: 'contrasenas', priority: 'alta',
    subject: 'Se bloqueó mi cuenta y hay pacientes en sala',
    body: 'Me equivoqué de contraseña varias veces y ya no me deja entrar. Araceli, recepción.',
    steps: [
      ['assigns', 0.1, 'paola', 'paola'],
      ['says', 0.2, 'paola', 'Araceli, ya desbloqueé su cuenta. Use la misma contraseña; si no la recuerda, llámenos y la restablecemos juntas.'],
      ['resolves', 0.5, 'paola', 'Cuenta desbloqueada tras confirmar la identidad por teléfono.'],
      ['replies', 21, 'araceli', 'Me volvió a pasar hoy, creo que es el celular que tiene la contraseña vieja.'],
      ['notes', 21.5, 'paola', 'Correcto: el teléfono intenta cada 5 minutos con la contraseña anterior.'],
    ],
  },
  {
    key: 'penaflor-11', site: 'consultorios', by: 'hector', channel: 'portal', daysAgo: 1.4, category: 'altas', priority: 'media', affected: 'Dra. Inés Balcázar',
    subject: 'Alta de la nueva pediatra',
    body: 'La Dra. Balcázar empieza el día primero. Necesita correo, agenda del consultorio 4 y acceso a expedientes.',
    steps: [
      ['assigns', 2, 'rodrigo', 'paola'],
      ['says', 4, 'paola', 'Doctor, ¿el acceso a expedientes es a todos o solo a los de pediatría?'],
      ['moves', 4, 'paola', 'espera_cliente'],
    ],
  },
  {
    key: 'penaflor-12', site: 'laboratorio', by: 'julian', channel: 'portal', daysAgo: 0.6, category: 'wifi', priority: 'media',
    subject: 'La tableta de toma de muestras pierde la red',
    body: 'La tableta se desconecta al entrar al cubículo 2. Antes no pasaba.',
    steps: [],
  },
  {
    key: 'penaflor-13', site: 'consultorios', by: 'araceli', channel: 'email', daysAgo: 0.08, category: 'general', priority: 'media',
    subject: 'La pantalla de turnos se quedó en negro',
    body: 'Hola, buenos días. La pantalla de turnos de la sala de espera se quedó en negro. La computadora sí prende, se ve la lucecita. ¿Nos pueden ayudar?\n\nGracias\nAraceli Ibáñez\nRecepción',
    steps: [],
  },
];
