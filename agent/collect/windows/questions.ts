// What Windows is asked: CIM classes, registry keys and COM properties by number or name, never by translated text.

export const HARDWARE = `
$out.system = @(Part { Get-CimInstance Win32_ComputerSystem | Select-Object Manufacturer, Model, TotalPhysicalMemory })
$out.product = @(Part { Get-CimInstance Win32_ComputerSystemProduct | Select-Object UUID, IdentifyingNumber })
$out.bios = @(Part { Get-CimInstance Win32_BIOS | Select-Object Manufacturer, SMBIOSBIOSVersion, SerialNumber, @{n='Released';e={Iso $_.ReleaseDate}} })
$out.enclosure = @(Part { Get-CimInstance Win32_SystemEnclosure | Select-Object ChassisTypes, SerialNumber })
$out.cpu = @(Part { Get-CimInstance Win32_Processor | Select-Object Name, NumberOfCores, NumberOfLogicalProcessors, MaxClockSpeed })
$out.memory = @(Part { Get-CimInstance Win32_PhysicalMemory | Select-Object DeviceLocator, Capacity, ConfiguredClockSpeed, Speed, SMBIOSMemoryType, Manufacturer })
$out.disks = @(Part { Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_PhysicalDisk | Select-Object DeviceId, FriendlyName, SerialNumber, Size, MediaType, BusType, HealthStatus })
$out.drives = @(Part { Get-CimInstance Win32_DiskDrive | Select-Object DeviceID, Model, SerialNumber, Size })
$out.gpus = @(Part { Get-CimInstance Win32_VideoController | Select-Object Name, AdapterCompatibility, AdapterRAM })
`;

export const OPERATING_SYSTEM = `
$out.os = @(Part { Get-CimInstance Win32_OperatingSystem | Select-Object Caption, Version, BuildNumber, CSName, @{n='Boot';e={Iso $_.LastBootUpTime}} })
$out.current = @(Part { Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' | Select-Object DisplayVersion, ReleaseId, UBR })
$out.system = @(Part { Get-CimInstance Win32_ComputerSystem | Select-Object PartOfDomain, Domain, DNSHostName })
$out.cpu = @(Part { Get-CimInstance Win32_Processor | Select-Object Architecture -First 1 })
$out.users = @(Part { Get-CimInstance Win32_Process -Filter "Name='explorer.exe'" | ForEach-Object { $o = Invoke-CimMethod -InputObject $_ -MethodName GetOwner; [pscustomobject]@{ Domain = $o.Domain; User = $o.User; Session = $_.SessionId; Since = (Iso $_.CreationDate) } } })
`;

/** Both views of the machine and every loaded profile, key by key: one malformed value would end a listing. Win32_Product is never asked: it repairs what it lists. */
export const SOFTWARE = `
$tail = 'Microsoft\\Windows\\CurrentVersion\\Uninstall'
function Programs($path, $source) {
  foreach ($key in @(Get-ChildItem -Path $path -ErrorAction SilentlyContinue)) {
    Part { if ($key.GetValue('DisplayName') -and $key.GetValue('SystemComponent') -ne 1 -and -not $key.GetValue('ParentKeyName')) {
      [pscustomobject]@{ DisplayName = [string]$key.GetValue('DisplayName'); DisplayVersion = [string]$key.GetValue('DisplayVersion'); Publisher = [string]$key.GetValue('Publisher'); InstallDate = [string]$key.GetValue('InstallDate'); Source = $source } } }
  }
}
$out.programs = @(Part { Programs "HKLM:\\SOFTWARE\\$tail" 'machine' }) + @(Part { Programs "HKLM:\\SOFTWARE\\WOW6432Node\\$tail" 'machine-32' }) + @(Part { Programs "Registry::HKEY_USERS\\*\\Software\\$tail" 'user' })
`;

export const SERVICES = `
$out.services = @(Part { Get-Service -ErrorAction SilentlyContinue | ForEach-Object { [pscustomobject]@{ Name = $_.Name; DisplayName = $_.DisplayName; Status = [int]$_.Status; StartType = $(try { [int]$_.StartType } catch { $null }) } } })
`;

export const NETWORK = `
$out.adapters = @(Part { Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter | Select-Object Name, InterfaceIndex, PermanentAddress, NetworkAddresses, InterfaceOperationalStatus, TransmitLinkSpeed, NdisPhysicalMedium, Virtual, HardwareInterface, Hidden })
$out.addresses = @(Part { Get-CimInstance Win32_NetworkAdapterConfiguration | Select-Object InterfaceIndex, MACAddress, IPAddress, IPSubnet, DefaultIPGateway, DNSServerSearchOrder })
`;

export const SECURITY = `
$out.antivirus = @(Part { Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct | Select-Object displayName, instanceGuid, productState })
$out.walls = @(Part { Get-CimInstance -Namespace root/SecurityCenter2 -ClassName FirewallProduct | Select-Object displayName, productState })
$out.defender = @(Part { Get-CimInstance -Namespace root/Microsoft/Windows/Defender -ClassName MSFT_MpComputerStatus | Select-Object AMServiceEnabled, AntivirusEnabled, RealTimeProtectionEnabled, AntivirusSignatureAge })
$out.profiles = @(Part { Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object { [pscustomobject]@{ Name = [string]$_.Name; Enabled = [int]$_.Enabled } } })
$out.restart = Part { (Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending') -or (Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired') }
$out.installed = Part { Iso ((New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastInstallationSuccessDate) }
`;

/** Its own child, because a search may take minutes. Offline: from what the update service found last. The GUID is the class of security updates. */
export const UPDATES = `
$found = Part { $s = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher(); $s.Online = $false; ,@($s.Search("IsInstalled=0 and IsHidden=0").Updates) }
if ($null -ne $found) {
  $out.pending = @($found).Count
  $out.security = @($found | Where-Object { $u = $_; @($u.Categories | Where-Object { $_.CategoryID -eq '0fa1201d-4330-4fa8-8ae9-b877473b6441' }).Count -gt 0 }).Count
}
`;

/** Status alone; protectors and keys are not read. */
export const VOLUMES = `
$out.disks = @(Part { Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID, VolumeName, FileSystem, Size })
$out.locks = @(Part { Get-CimInstance -Namespace root/cimv2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume | ForEach-Object { $v = $_
  [pscustomobject]@{ DriveLetter = $v.DriveLetter; ProtectionStatus = $v.ProtectionStatus
    Method = (Part { (Invoke-CimMethod -InputObject $v -MethodName GetEncryptionMethod).EncryptionMethod })
    Conversion = (Part { Invoke-CimMethod -InputObject $v -MethodName GetConversionStatus | Select-Object ConversionStatus, EncryptionPercentage }) } } })
`;

/** Raw counters: their classes keep their names in every language, those of Get-Counter do not. */
export const READING = `
$out.traffic = @(Part { Get-CimInstance Win32_PerfRawData_Tcpip_NetworkInterface | Select-Object Name, BytesReceivedPersec, BytesSentPersec })
$out.pages = @(Part { Get-CimInstance Win32_PageFileUsage | Select-Object CurrentUsage, AllocatedBaseSize })
$out.processes = Part { (Get-CimInstance Win32_OperatingSystem).NumberOfProcesses }
$out.disks = @(Part { Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID, Size, FreeSpace })
`;

/** Errors and worse after a record of each log; without one only where the log stands. Oldest first, at most 100. */
export const eventsAfter = (bookmarks: readonly { log: string; record: number | null }[]): string => `
$out.logs = @(${bookmarks.map(({ log, record }) => `Part {
  $newest = (Get-WinEvent -LogName '${log}' -MaxEvents 1).RecordId
  $entries = @(${record === null ? '' : `Part { Get-WinEvent -LogName '${log}' -FilterXPath '*[System[(Level=1 or Level=2) and EventRecordID>${Math.floor(record)}]]' -Oldest -MaxEvents 100 | ForEach-Object {
    [pscustomobject]@{ Record = $_.RecordId; Level = [int]$_.Level; Id = $_.Id; Provider = $_.ProviderName; At = (Iso $_.TimeCreated); Message = $(if ($_.Message) { $_.Message } else { ($_.Properties | ForEach-Object { [string]$_.Value }) -join ' ' }) } } }`})
  [pscustomobject]@{ Log = '${log}'; Newest = $newest; Entries = $entries } }`).join('\n')})
`;

/** `name` as an expression. Wildcards in a name are letters here: the service is taken by its exact name. */
export const serviceAction = (name: string, action: 'start' | 'stop' | 'restart'): string => `
try {
  $wanted = ${name}; $service = @(Get-Service -ErrorAction SilentlyContinue | Where-Object { $_.Name -eq $wanted })[0]
  if ($null -eq $service) { $out.ok = $false; $out.message = 'no such service' }
  else { ${{ start: 'Start-Service -InputObject $service', stop: 'Stop-Service -InputObject $service -Force', restart: 'Restart-Service -InputObject $service -Force' }[action]}; $service.Refresh(); $out.ok = $true; $out.state = [int]$service.Status }
} catch { $out.ok = $false; $out.message = [string]$_.Exception.Message }
`;
