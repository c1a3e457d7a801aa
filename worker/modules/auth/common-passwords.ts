// The best-known passwords, kept as the words they are built from: the tails people add are stripped before the look-up.

const WORDS = new Set((
  'password passwd passw pass passcode passphrase mypassword mypass newpassword changeme changepassword changethis letmein letmeinnow letmeinplease ' +
  'welcome welcomehome welcometo welcomeback admin admins administrator adminadmin root rootroot toor superuser superadmin sysadmin system sistema ' +
  'default defaultpassword temp temporal temporary tempo test tester testing testtest testuser guest invitado user username usuario demo demodemo ' +
  'login logon access acceso secret secreto topsecret private privado master masterkey manager gerente office oficina server servidor computer computadora ' +
  'internet network desktop laptop windows microsoft google facebook twitter instagram whatsapp youtube amazon apple samsung android iphone linux ubuntu ' +
  'oracle cisco fortinet support soporte helpdesk service servicio company empresa business negocio backup printer impresora database mysql postgres ' +
  'qwerty qwertyuiop qwertyui qwert qwer qwerqwer qwertyqwerty asdf asdfgh asdfghjkl asdfasdf asdasd zxcvbn zxcvbnm zxcv qazwsx qazwsxedc wsxedc qweasd qweasdzxc qwe ' +
  'azerty azertyuiop abc abcd abcde abcdef abcdefg abcdefgh abcabc aaa aaaaaa aabbcc xyz xxx xxxxxx zzzzzz ' +
  'contrasena contrasenia contraseña contraseñas clave claves clavesecreta miclave micontrasena micontraseña contra nuevaclave cambiame cambiarme entrar entrada ' +
  'bienvenido bienvenida bienvenidos hola holahola holamundo holaholahola buenosdias mexico méxico vivamexico mexicolindo guadalajara monterrey cdmx tijuana puebla cancun ' +
  'america clubamerica chivas chivasguadalajara pumas cruzazul tigres rayados toluca santos necaxa atlas leon pachuca realmadrid barcelona madrid messi ronaldo cristiano ' +
  'futbol beisbol futbolista argentina colombia españa espana venezuela peru chile ecuador bolivia uruguay paraguay cuba guatemala honduras panama ' +
  'teamo teamomucho teamoo teamotanto tequiero tequieromucho mivida miamor amor amores amorcito amormio corazon corazón princesa principe preciosa hermosa bonita chiquita ' +
  'bebe bebita cariño carino cielo estrella estrellita mariposa sirena angel angelito angeles diosito dios diosesamor diosmio jesus jesucristo jesusteamo cristo maria santamaria ' +
  'guadalupe virgencita familia mifamilia mama papa mamaypapa hermano hermana abuela abuelo perro perrito gato gatito tigre leona conejo delfin pescado elefante tortuga ' +
  'juan jose luis carlos miguel pedro antonio francisco javier alejandro alejandra fernando fernanda ricardo roberto eduardo daniel daniela gabriel gabriela andrea andres ' +
  'diego santiago sebastian mateo valentina camila sofia isabella lucia mariana paola karla karina patricia monica veronica adriana leticia rosario lupita beto pancho chucho ' +
  'martin manuel rafael ramon raul oscar hector jorge victor enrique arturo alberto alfredo armando cesar david samuel salvador sergio ruben rodrigo rocio rosa rosita ' +
  'iloveyou iloveu iloveyoumore iloveyouso ilovejesus iloveme ilovegod loveyou loveme lovely love lover lovers loveisblind mylove truelove forever foreverlove together ' +
  'sunshine princess princesss dragon dragons dragonball monkey monkeys football baseball basketball soccer hockey tennis golfer golf volleyball softball swimming skater ' +
  'superman batman spiderman ironman wolverine hulk pokemon pikachu naruto goku sasuke mickey mickeymouse minnie disney snoopy garfield scooby scoobydoo simpson bartsimpson homer ' +
  'starwars startrek skywalker darthvader yoda matrix gandalf hobbit merlin harrypotter potter hogwarts avatar terminator rocky rambo jamesbond godzilla transformers zelda mario supermario ' +
  'minecraft roblox fortnite callofduty counterstrike warcraft worldofwarcraft leagueoflegends playstation nintendo xbox gamer gaming player playboy ' +
  'trustno trustnoone whatever whocares nothing nopassword nopass idontknow idontcare dontknow forgot forgetmenot remember rememberme fuckyou fuckoff fuckme fucker asshole bitch ' +
  'shadow hunter ranger killer warrior soldier ninja pirate knight wizard magic legend phoenix falcon eagle eagles tiger tigers lion lions panther panthers cowboy cowboys yankees ' +
  'redsox lakers bulls celtics steelers packers raiders broncos dolphins giants rangers arsenal chelsea liverpool manchester juventus milan boca river riverplate bocajuniors ' +
  'mustang corvette ferrari porsche mercedes toyota nissan honda yamaha suzuki chevrolet camaro jaguar harley harleydavidson chevy ford volkswagen ' +
  'summer verano winter invierno spring primavera autumn otoño otono holiday vacation vacaciones navidad christmas feliznavidad halloween birthday cumpleaños ' +
  'monday lunes tuesday martes wednesday miercoles thursday jueves friday viernes saturday sabado sunday domingo january enero february febrero march marzo april abril may mayo ' +
  'june junio july julio august agosto september septiembre october octubre november noviembre december diciembre ' +
  'michael michelle jennifer jessica jordan thomas robert george charlie charles andrew matthew daniela joshua ashley amanda nicole samantha stephanie elizabeth christopher anthony ' +
  'william richard joseph justin brandon jonathan nicholas alexander alexandra alexis benjamin patrick melissa heather danielle victoria vanessa natalie rachel hannah taylor tyler maggie ginger ' +
  'buster pepper cookie cookies chocolate vanilla banana orange apples cherry strawberry peanut butter butterfly flower flowers rainbow diamond silver golden purple yellow black white green blue red ' +
  'freedom peace hello helloworld hellohello goodbye goodmorning happy happiness smile beautiful gorgeous sweet sweety honey baby babygirl babyboy angels heaven jesuschrist godisgood godislove blessed ' +
  'money dinero dollar million millonario lucky suerte success victory winner champion champions number one numberone thebest best boss bigboss thebest king queen rey reina emperor ' +
  'mother father brother sister family friend friends bestfriend bestfriends cheese pizza coffee cafe tequila cerveza corona taco tacos burrito guacamole ' +
  'music musica metal metallica nirvana beatles rock rockyou rockstar guitar guitarra piano reggaeton shakira selena eminem blink linkinpark slipknot greenday ' +
  'school escuela college university universidad student estudiante teacher maestro doctor medico lawyer abogado engineer ingeniero secretary secretaria accountant contador ' +
  'open opensesame sesame opendoor password security seguridad secure seguro safety protected hacker hackme cracker trustme believe dream dreams dreamer sueños ' +
  'thunder lightning storm fire fuego water agua earth tierra wind viento moon luna sun sol star stars galaxy universe universo space espacio planet planeta mars venus saturn jupiter ' +
  'blahblah blablabla lalala jajaja hahaha asdfg fghj poiuyt lkjhg mnbvcx correcthorsebatterystaple correcthorse thisisapassword thisismypassword mysecretpassword averylongpassword longpassword verysecure ' +
  'strongpassword securepassword goodpassword secretpassword companypassword adminpassword rootpassword userpassword'
).split(' '));

/** Rows that fingers follow; their reverses count too. */
const ROWS = [
  '01234567890123456789', 'abcdefghijklmnopqrstuvwxyzabcdef', 'qwertyuiopasdfghjklñzxcvbnm', 'qwertyuiop[]', 'asdfghjkl', 'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', 'qazwsxedcrfvtgbyhnujmikolp', '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', '147258369', '789456123', '!@#$%^&*()', '!"#$%&/()=',
].flatMap((row) => [row, [...row].reverse().join('')]);

const LEET: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i', '+': 't' };

/**
 * True for a well-known password: one of the words above alone, repeated, or dressed up with digits, signs or letters
 * written as digits; a few keys in a row; fewer than four different characters.
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase().normalize('NFC');
  if (new Set(lower).size < 4) return true;
  if (isRuns(lower)) return true;
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [lower, bare, plain(lower), plain(bare), plain(lower).replace(/[^\p{L}]/gu, '')]
    .some((form) => WORDS.has(form) || WORDS.has(unit(form)) || isRuns(form));
}

const plain = (text: string): string => text.replace(/[013457@$!+]/g, (sign) => LEET[sign]!).replace(/[ ._-]/g, '');

/** The shortest piece that the text is a repetition of. */
function unit(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return length > 0 ? text.slice(0, length) : text;
}

/** At most three pieces of a finger row, each of at least three keys. */
function isRuns(text: string): boolean {
  let rest = unit(text);
  if (rest.length < 3) return false;
  for (let pieces = 0; pieces < 3 && rest; pieces += 1) {
    let length = rest.length;
    while (length >= 3 && !ROWS.some((row) => row.includes(rest.slice(0, length)))) length -= 1;
    if (length < 3) return false;
    rest = rest.slice(length);
  }
  return rest === '';
}
