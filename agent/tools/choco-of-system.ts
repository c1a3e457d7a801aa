// Where Chocolatey lies, when it may be trusted: in %ProgramData% everybody may make a folder of that name.

/**
 * A PowerShell function `Choco`: the path of choco.exe; nothing when the file or one of its two folders is missing, leads elsewhere,
 * or belongs to somebody other than SYSTEM (S-1-5-18) and the administrators (S-1-5-32-544).
 */
export const CHOCO_OF_SYSTEM = `
function Choco {
  $program = "$env:ProgramData\\chocolatey\\bin\\choco.exe"
  foreach ($one in @("$env:ProgramData\\chocolatey", "$env:ProgramData\\chocolatey\\bin", $program)) {
    if ((Get-Item -LiteralPath $one -Force).Attributes -band [IO.FileAttributes]::ReparsePoint) { return }
    if (@('S-1-5-18', 'S-1-5-32-544') -notcontains (Get-Acl -LiteralPath $one).GetOwner([Security.Principal.SecurityIdentifier]).Value) { return }
  }
  $program
}
`;
