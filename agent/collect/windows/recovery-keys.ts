// BitLocker's recovery keys by the class underneath its tools, which answers in numbers whatever the language of the machine.
import type { KeyPlace } from '../../../durable-objects/protocol/envelope.ts';
import type { RecoveryKey, RecoveryTools, Tools } from '../collector.ts';
import { clip, clipLines, jsonOf, rowOf, rowsOf, whole } from '../hostile-value.ts';
import { askPowershell, quoted } from './powershell.ts';

const ENCRYPTABLE = 'Get-CimInstance -Namespace root/cimv2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume';
/** The kind of protector that is a number of 48 digits. */
const NUMERICAL = 3;

/**
 * Named as Get-BitLockerVolume names them. A key is only ever read as a property and put into a table: what a cmdlet is given
 * as a parameter may be written down by the module logging of PowerShell.
 */
const LIST = `
$out.volumes = @()
foreach ($v in @(Part { ${ENCRYPTABLE} })) {
  $protectors = @()
  foreach ($id in @(Part { (Invoke-CimMethod -InputObject $v -MethodName GetKeyProtectors -Arguments @{ KeyProtectorType = [uint32]${NUMERICAL} }).VolumeKeyProtectorID })) {
    $protectors += @{ KeyProtectorId = $id; KeyProtectorType = ${NUMERICAL}; RecoveryPassword = (Part { (Invoke-CimMethod -InputObject $v -MethodName GetKeyProtectorNumericalPassword -Arguments @{ VolumeKeyProtectorID = $id }).NumericalPassword }) }
  }
  $out.volumes += @{ VolumeId = $v.DeviceID; MountPoint = $v.DriveLetter; KeyProtector = $protectors }
}
`;

/** `act` sees the volume as `$v` and leaves the answer of the class in `$said`. */
const onVolume = (volumeId: string, act: string): string => `
try {
  $wanted = ${quoted(volumeId)}; $v = @(${ENCRYPTABLE} | Where-Object { $_.DeviceID -eq $wanted })[0]
  if ($null -eq $v) { $out.message = 'no such volume' }
  else { ${act}; $out.code = [int64]$said.ReturnValue; $out.id = [string]$said.VolumeKeyProtectorID }
} catch { $out.message = [string]$_.Exception.Message }
`;
const ADD = '$said = Invoke-CimMethod -InputObject $v -MethodName ProtectKeyWithNumericalPassword';
const removal = (protectorId: string): string => `$said = Invoke-CimMethod -InputObject $v -MethodName DeleteKeyProtector -Arguments @{ VolumeKeyProtectorID = ${quoted(`{${protectorId}}`)} }`;

const protectorOf = (value: unknown): string | null => /^\{?([0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})\}?$/.exec((clip(value, 64) ?? '').toUpperCase())?.[1] ?? null;

/** Eight groups of six digits; each is a multiple of eleven and stands for sixteen bits. */
export const isRecoveryKey = (text: string): boolean => /^(?:\d{6}-){7}\d{6}$/.test(text) && text.split('-').every((group) => Number(group) % 11 === 0 && Number(group) / 11 <= 0xffff);

/** The keys in an answer; a volume without its number, and a protector that shows no key, say nothing. */
export function parseRecoveryKeys(text: string): RecoveryKey[] {
  return rowsOf(rowOf(jsonOf(text))['volumes'], 128).flatMap((volume) => {
    const volume_id = clip(volume['VolumeId']);
    if (volume_id === null || !/^[\x20-\x7e]+$/.test(volume_id)) return [];
    return rowsOf(volume['KeyProtector'], 64).flatMap((row): RecoveryKey[] => {
      const protector_id = protectorOf(row['KeyProtectorId']);
      const recovery_key = clip(row['RecoveryPassword'], 64);
      return protector_id === null || recovery_key === null || whole(row['KeyProtectorType']) !== NUMERICAL || !isRecoveryKey(recovery_key) ? [] : [{ volume_id, mount: clip(volume['MountPoint'], 255), protector_id, recovery_key }];
    });
  });
}

/** What the class said of an act: codes as Microsoft prints them. */
export function parseAct(text: string): { ok: boolean; message: string; protector_id: string | null } {
  const answer = rowOf(jsonOf(text));
  const code = whole(answer['code']);
  if (code === 0) return { ok: true, message: 'done', protector_id: protectorOf(answer['id']) };
  return { ok: false, message: code === null ? (clipLines(answer['message'], 1000) ?? 'no answer from the system') : `BitLocker answered 0x${code.toString(16).padStart(8, '0')}`, protector_id: null };
}

export const windowsRecovery = (tools: Tools): RecoveryTools => ({
  list: async () => parseRecoveryKeys(await askPowershell(tools, LIST)),
  add: async (volumeId) => parseAct(await askPowershell(tools, onVolume(volumeId, ADD))),
  remove: async ({ volume_id, protector_id }: KeyPlace) => {
    const { ok, message } = parseAct(await askPowershell(tools, onVolume(volume_id, removal(protector_id))));
    return { ok, message };
  },
});
