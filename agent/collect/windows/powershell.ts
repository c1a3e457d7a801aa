// Runs one Windows PowerShell for one question; what comes back is JSON in UTF-8, whatever the language and code page of the machine.
import type { Tools } from '../collector.ts';

/** A part that fails is null and the others stay. Dates are ISO in UTC, because 5.1 writes `/Date(…)/`. */
const BEGIN = `
$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'
function Part([scriptblock]$block) { try { & $block } catch { $null } }
function Iso($date) { if ($date) { ([datetime]$date).ToUniversalTime().ToString('o') } }
$out = @{}
`;
/** Bytes, not the console's encoding: a service has no console to set one on. */
const END = `
$bytes = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $out -Depth 5 -Compress))
$stream = [Console]::OpenStandardOutput(); $stream.Write($bytes, 0, $bytes.Length); $stream.Flush()
`;

/** The arguments for a script body that fills `$out`. The command line of Windows holds 32 767 characters; a script may fill a third. */
export const powershellArgs = (body: string): string[] => ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-EncodedCommand', Buffer.from(BEGIN + body.trim() + END, 'utf16le').toString('base64')];

const SCRIPT_MS_MAX = 60_000;

/** What the script printed; empty when it printed nothing whole. */
export async function askPowershell(tools: Tools, body: string, timeoutMs: number = SCRIPT_MS_MAX): Promise<string> {
  const answer = await tools.run('powershell.exe', powershellArgs(body), { timeoutMs, isBackground: true });
  return answer.state === 'ok' ? answer.stdout : '';
}

/** A text as a PowerShell expression that no quote inside it can end. */
export const quoted = (text: string): string => `([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${Buffer.from(text, 'utf8').toString('base64')}')))`;
