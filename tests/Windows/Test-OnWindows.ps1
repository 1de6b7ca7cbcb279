<#
.SYNOPSIS
Checks the module on a computer with Windows, and writes a transcript to send back.
.DESCRIPTION
For somebody with a Windows server: the module is developed where there is none. Run it once in Windows PowerShell 5.1 and once in
PowerShell 7. It needs no Qlik: the module's own sandbox and the tests' sandbox server stand in for it. It changes nothing but a
temporary folder and, for one check, a certificate in the current user's store, which it removes again.

With the .NET SDK and a `dotnet build` before, the checks over a socket run too. Elsewhere than on Windows the checks that need Windows
are reported as not applicable.
.PARAMETER Module
The manifest of the module. Default: the one that the build has staged.
.PARAMETER Transcript
The file for the transcript.
.PARAMETER Suite
Runs the whole Pester suite at the end (needs PowerShell 7, for which its files are written, and the .NET SDK; about ten minutes).
.EXAMPLE
powershell -NoProfile -ExecutionPolicy Bypass -File tests\Windows\Test-OnWindows.ps1
.EXAMPLE
pwsh -NoProfile -File tests\Windows\Test-OnWindows.ps1 -Suite
#>
[CmdletBinding()]
param(
    [string] $Module,
    [string] $Transcript = (Join-Path ([System.IO.Path]::GetTempPath()) 'Test-OnWindows.txt'),
    [switch] $Suite
)

$ErrorActionPreference = 'Stop'
$root = [System.IO.Path]::GetFullPath((Join-Path (Join-Path $PSScriptRoot '..') '..'))
$onWindows = [System.IO.Path]::DirectorySeparatorChar -eq '\'
$work = Join-Path ([System.IO.Path]::GetTempPath()) "QlikConnections.$([guid]::NewGuid())"
$env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $work 'recovery'
$env:QLIKCONNECTIONS_PROFILE_PATH = Join-Path $work 'profiles'
$script:results = @()

# A check returns what it saw. A condition that does not hold is an error; 'n/a: reason' says that it cannot be checked here.
function Test-That {
    param([string] $Name, [scriptblock] $Check)
    try {
        $seen = "$(& $Check)"
        $result = if ($seen -like 'n/a:*') { 'not applicable' } else { 'ok' }
    }
    catch {
        $seen = "$_"
        $result = 'FAILED'
    }
    $script:results += $result
    '{0,2}. {1,-15} {2}: {3}' -f $script:results.Count, $result, $Name, $seen
}

function Confirm-That { param([bool] $Condition, [string] $Message) if (-not $Condition) { throw $Message } }

function ConvertTo-Secret {
    param([string] $Text)
    $secret = New-Object System.Security.SecureString
    $Text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    $secret
}

function Start-Server {
    param([string] $Argument)
    $assembly = Get-ChildItem -Path (Join-Path $root 'tests/SandboxServer/bin/*/net10.0/SandboxServer.dll') -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $assembly) { return $null }
    $start = New-Object System.Diagnostics.ProcessStartInfo 'dotnet', "`"$($assembly.FullName)`" $Argument"
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardOutput.ReadLine() | ConvertFrom-Json | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
}

$noServer = 'n/a: the sandbox server is not built (dotnet build)'
$tenant = $untrusted = $site = $null
$null = New-Item -ItemType Directory -Path $work
$null = Start-Transcript -Path $Transcript
try {
    if (-not $Module) {
        $Module = (Get-ChildItem -Path (Join-Path $root 'output/QlikConnections/*/QlikConnections.psd1') -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    }

    Test-That 'PowerShell and system' { "PowerShell $($PSVersionTable.PSVersion) $PSEdition, $([Environment]::OSVersion.VersionString), culture $((Get-Culture).Name)" }
    Test-That 'Release of .NET Framework' {
        if (-not $onWindows) { return 'n/a: not on Windows' }
        $release = (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full').Release
        Confirm-That ($release -ge 461808) "$release is older than 4.7.2"
        $release
    }
    Test-That 'Process defaults of TLS' { [Net.ServicePointManager]::SecurityProtocol }
    Test-That 'An escaped slash in a path' { ([uri]'http://h/a%2Fb').AbsoluteUri }
    Test-That 'Import' {
        Confirm-That ([bool]$Module) 'The module is not staged: dotnet build, or give -Module.'
        Import-Module $Module -Global
        "$((Get-Module QlikConnections).Version), $(@(Get-Command -Module QlikConnections).Count) cmdlets"
    }
    Test-That 'The build for this edition is the one that is loaded' {
        $location = (Get-Command Get-QlikSession).ImplementingType.Assembly.Location
        Confirm-That ($location -like "*$PSEdition*") "loaded from '$location'"
        $location
    }
    Test-That 'Help' {
        $help = Get-Help Move-QlikDataConnectionOwner -Full
        Confirm-That (@($help.Examples.Example).Count -ge 3) 'fewer than three examples'
        $help.Synopsis
    }
    Test-That 'A tenant in memory: list and hand over' {
        $null = Connect-QlikSession -Sandbox Cloud -Name tour
        $before = @(Get-QlikDataConnection -Owner leaver@acme.test -Session tour).Count
        Get-QlikDataConnection -Owner leaver@acme.test -Session tour | Move-QlikDataConnectionOwner -Owner anna@acme.test -Session tour -Confirm:$false
        $after = @(Get-QlikDataConnection -Owner leaver@acme.test -Session tour).Count
        Confirm-That ($before -gt 0 -and $after -eq 0) "$before before, $after after"
        "$before handed over"
    }
    Test-That 'A site in memory: list and tag' {
        $null = Connect-QlikSession -Sandbox Repository -Name toursite
        $one = Get-QlikDataConnection -Session toursite | Select-Object -First 1
        $custom = Set-QlikDataConnection -Id $one.Id -CustomProperty @{ Environment = 'Prod' } -Session toursite -PassThru -Confirm:$false
        Confirm-That ("$($custom.CustomProperties.Environment)" -eq 'Prod') "the custom property of '$($one.Name)' is '$($custom.CustomProperties.Environment)'"
        $custom.Name
    }
    Test-That 'Removed and restored' {
        $one = Get-QlikDataConnection -Session toursite | Where-Object Type -EQ 'folder' | Select-Object -First 1
        $one | Remove-QlikDataConnection -Session toursite -Confirm:$false
        Confirm-That (-not (Get-QlikDataConnection -Session toursite | Where-Object Id -EQ $one.Id)) 'it is still there'
        $back = Restore-QlikDataConnection -Name $one.Name -Session toursite -Confirm:$false
        Confirm-That ($back.ConnectionString -eq $one.ConnectionString) "it came back with '$($back.ConnectionString)'"
        $back.Name
    }
    Test-That 'A profile signs in, and its folder is the user''s alone' {
        Save-QlikProfile kept -Session (Connect-QlikSession -Sandbox Cloud -Name kept)
        $session = Connect-QlikSession -Profile kept
        Confirm-That ($session.Name -eq 'kept') "the session is '$($session.Name)'"
        Disconnect-QlikSession kept
        if (-not $onWindows) { return 'n/a: access lists are of Windows' }
        $acl = Get-Acl $env:QLIKCONNECTIONS_PROFILE_PATH
        Confirm-That $acl.AreAccessRulesProtected 'rules are inherited'
        "$(@($acl.Access).Count) rule(s)"
    }
    Test-That 'A secret in a file that everybody can read is refused' {
        if (-not $onWindows) { return 'n/a: access lists are of Windows' }
        $file = Join-Path $work 'key.txt'
        Set-Content $file 'made-up-key'
        $null = icacls $file /grant '*S-1-1-0:R'
        Save-QlikProfile file -Tenant acme.test -SecretFile $file
        $id = try { Connect-QlikSession -Profile file } catch { $_.FullyQualifiedErrorId }
        Confirm-That ("$id" -like 'QlikSecretUnavailable,*') "the result is '$id'"
        $id
    }
    Test-That 'The recovery folder is the user''s alone' {
        if (-not $onWindows) { return 'n/a: access lists are of Windows' }
        $acl = Get-Acl $env:QLIKCONNECTIONS_RECOVERY_PATH
        Confirm-That $acl.AreAccessRulesProtected 'rules are inherited'
        $rules = @($acl.Access)
        Confirm-That ($rules.Count -eq 1) "$($rules.Count) rules: $($rules.IdentityReference -join ', ')"
        $rules[0].IdentityReference
    }

    $tenant = Start-Server
    $untrusted = Start-Server '--https'
    $site = Start-Server '--repository'
    Test-That 'A tenant over http' {
        if (-not $tenant) { return $noServer }
        $null = Connect-QlikSession -Tenant $tenant.url -ApiKey (ConvertTo-Secret $tenant.apiKey) -Name http
        $count = @(Get-QlikDataConnection -Session http).Count
        Confirm-That ($count -gt 0) 'the list is empty'
        "$count connections"
    }
    Test-That 'An untrusted certificate is refused at once' {
        if (-not $untrusted) { return $noServer }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        try {
            $null = Connect-QlikSession -Tenant $untrusted.url -ApiKey (ConvertTo-Secret $untrusted.apiKey) -Name never
            $id = 'no error'
        }
        catch { $id = $_.FullyQualifiedErrorId }
        Confirm-That ($id -like 'Qlik*') $id
        '{0} after {1:N1} s' -f $id, $watch.Elapsed.TotalSeconds
    }
    Test-That 'A site over https with a .pfx file' {
        if (-not $site) { return $noServer }
        $null = Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -TrustedRoot $site.rootPem -Name pfx
        "$(@(Get-QlikDataConnection -Session pfx).Count) connections"
    }
    Test-That 'A site over https with a certificate of the user''s store' {
        if (-not $onWindows) { return 'n/a: the store is of Windows' }
        if (-not $site) { return $noServer }
        $certificate = Import-PfxCertificate -FilePath $site.clientPfx -Password (ConvertTo-Secret $site.pfxPassword) -CertStoreLocation Cert:\CurrentUser\My
        try {
            $null = Connect-QlikSession -Server $site.certificateUrl -CertificateThumbprint $certificate.Thumbprint -TrustedRoot $site.rootPem -Name store
            "$(@(Get-QlikDataConnection -Session store).Count) connections"
        }
        finally { Remove-Item "Cert:\CurrentUser\My\$($certificate.Thumbprint)" }
    }
    Test-That 'A site over https with the .pem files' {
        if (-not $site) { return $noServer }
        $null = Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPem -TrustedRoot $site.rootPem -Name pem
        "$(@(Get-QlikDataConnection -Session pem).Count) connections"
    }
    Test-That 'The Pester suite in this PowerShell' {
        if (-not $Suite) { return 'n/a: not asked for (-Suite)' }
        if ($PSVersionTable.PSVersion.Major -lt 6) { return 'n/a: the suite is written for PowerShell 7' }
        $env:QLIKCONNECTIONS_PWSH = (Get-Process -Id $PID).Path
        # The .NET tool is the suite's own PowerShell.
        if ([System.IO.Path]::GetFileNameWithoutExtension($env:QLIKCONNECTIONS_PWSH) -eq 'dotnet') { $env:QLIKCONNECTIONS_PWSH = $null }
        & dotnet test (Join-Path $root 'tests/Pester') --filter FullyQualifiedName~CoreBuild | Out-Host
        Confirm-That ($LASTEXITCODE -eq 0) "exit code $LASTEXITCODE"
        'passed'
    }

    $failed = @($results | Where-Object { $_ -eq 'FAILED' }).Count
    "$(@($results | Where-Object { $_ -eq 'ok' }).Count) passed, $failed failed, $(@($results | Where-Object { $_ -eq 'not applicable' }).Count) not applicable. Please send back: $Transcript"
}
finally {
    foreach ($server in @($tenant, $untrusted, $site) | Where-Object { $_ }) {
        # The server ends with its standard input.
        $server.Process.StandardInput.Close()
    }
    $null = Stop-Transcript
    Remove-Item $work -Recurse -Force
}
exit $failed
