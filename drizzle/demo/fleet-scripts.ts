// The demo's script library: small things a desk does every week, for Linux and Windows.
import type { ScriptLimits, ScriptParameter } from '../../worker/modules/scripts/contract.ts';
import type { ScriptType } from '../../worker/modules/scripts/values.ts';

export interface DemoScript {
  key: string;
  name: string;
  description: string;
  type: ScriptType;
  tags: string[];
  content: string;
  parameters: ScriptParameter[];
  requiresAdmin: boolean;
  limits: ScriptLimits;
  isApproved: boolean;
}

const limits: ScriptLimits = { timeout_s: 300, output_bytes: 10 * 1024 * 1024, memory_bytes: null, processes: null };
const number = (name: string, label: string, value: number, min: number, max: number): ScriptParameter => ({
  name, label, type: 'number', required: false, default: value, choices: [], format: 'any', max_length: 1000, min, max,
});

export const demoScripts: DemoScript[] = [
  {
    key: 'largest-files', name: 'Archivos más grandes', description: 'Muestra qué ocupa el disco: los archivos y carpetas más grandes, sin borrar nada.', type: 'bash', tags: ['disco', 'diagnóstico'],
    content: `#!/bin/bash
# Lists the largest files and folders below a place that fills up; changes nothing.
set -u
count="\${LANET_ARG_COUNT:-15}"
echo "== Discos"
df -h -x tmpfs -x devtmpfs 2>/dev/null
for place in /var/log /var/cache /tmp /home; do
  [ -d "$place" ] || continue
  echo "== $place"
  du -xah "$place" 2>/dev/null | sort -rh | head -n "$count"
done
`,
    parameters: [number('COUNT', 'Cuántos por carpeta', 15, 1, 200)], requiresAdmin: false, limits, isApproved: true,
  },
  {
    key: 'clean-temp', name: 'Liberar espacio temporal', description: 'Borra archivos temporales con más de N días y dice cuánto se liberó.', type: 'bash', tags: ['disco', 'limpieza'],
    content: `#!/bin/bash
# Removes files in /tmp that nobody has touched for some days, line by line, and says what it freed.
set -u
days="\${LANET_ARG_DAYS:-7}"
before=$(df --output=avail -B1 /tmp | tail -n 1)
find /tmp -xdev -type f -mtime +"$days" -print -delete 2>/dev/null | while IFS= read -r name; do printf 'borrado: %s\\n' "$name"; done
after=$(df --output=avail -B1 /tmp | tail -n 1)
echo "Liberado: $(( (after - before) / 1024 )) KiB"
`,
    parameters: [number('DAYS', 'Más viejos que (días)', 7, 1, 365)], requiresAdmin: true, limits, isApproved: true,
  },
  {
    key: 'slow-count', name: 'Prueba de salida en vivo', description: 'Cuenta despacio, para ver cómo llega la salida renglón por renglón.', type: 'bash', tags: ['prueba'],
    content: `#!/bin/bash
# Prints one line a second: the place to look when output does not arrive.
for n in $(seq 1 "\${LANET_ARG_LINES:-30}"); do
  printf 'renglón %s de %s  %s\\n' "$n" "\${LANET_ARG_LINES:-30}" "$(date +%T)"
  sleep 1
done
`,
    parameters: [number('LINES', 'Renglones', 30, 1, 3600)], requiresAdmin: false, limits: { ...limits, timeout_s: 3700 }, isApproved: true,
  },
  {
    key: 'windows-clean', name: 'Limpiar temporales de Windows', description: 'Vacía las carpetas temporales del sistema y la papelera.', type: 'powershell', tags: ['disco', 'limpieza'],
    content: `# Empties the system's temporary folders and the recycle bin, and says what it freed.
$before = (Get-PSDrive -Name C).Free
foreach ($folder in @("$env:SystemRoot\\Temp", "$env:SystemDrive\\Users\\*\\AppData\\Local\\Temp")) {
  Get-ChildItem -Path $folder -Recurse -Force -ErrorAction SilentlyContinue |
    Where-Object { $_.LastWriteTime -lt (Get-Date).AddDays(-[int]$env:LANET_ARG_DAYS) } |
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
}
Clear-RecycleBin -Force -ErrorAction SilentlyContinue
$after = (Get-PSDrive -Name C).Free
'Liberado: {0:N0} MB' -f (($after - $before) / 1MB)
`,
    parameters: [number('DAYS', 'Más viejos que (días)', 3, 0, 365)], requiresAdmin: true, limits, isApproved: true,
  },
  {
    key: 'restart-spooler', name: 'Reiniciar la cola de impresión', description: 'Detiene la cola, borra trabajos atorados y la inicia de nuevo.', type: 'powershell', tags: ['impresión'],
    content: `# Clears stuck print jobs.
Stop-Service -Name Spooler -Force
Remove-Item -Path "$env:SystemRoot\\System32\\spool\\PRINTERS\\*" -Force -ErrorAction SilentlyContinue
Start-Service -Name Spooler
Get-Service -Name Spooler | Format-List Name, Status
`,
    parameters: [], requiresAdmin: true, limits, isApproved: false,
  },
];
