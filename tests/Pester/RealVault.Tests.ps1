# The vaults of Microsoft.PowerShell.SecretManagement themselves, with the vault SecretStore, where both are installed. The other tests of
# vaults use a stand-in for them. Each test is a PowerShell with a home folder of its own, so that the vaults of the user stay as they are.
BeforeDiscovery {
    $script:there = @(Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore).Name | Select-Object -Unique
    $script:reason = if ([System.Environment]::OSVersion.Platform -eq 'Win32NT') { 'on Windows the vaults are in no folder that a test can choose' }
    elseif (@($there).Count -lt 2) { 'Microsoft.PowerShell.SecretManagement and Microsoft.PowerShell.SecretStore are not installed' }
}
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    function New-UserHome { (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName }
    $script:open = @'
Register-SecretVault -Name Real -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false -WarningAction Ignore
'@
    function Invoke-WithVault([string] $Script, [hashtable] $Environment = @{}, [string] $UserHome = (New-UserHome), [string] $Vault = $open) {
        $start = New-PowerShellStartInfo @"
`$ErrorActionPreference = 'Stop'
Import-Module '$(Get-ModuleManifestPath)'
Import-Module Microsoft.PowerShell.SecretStore
$Vault
`$key = ConvertTo-SecureString '$($server.apiKey)' -AsPlainText -Force
$Script
"@
        $start.Environment['HOME'] = $UserHome
        # Without the stand-in.
        $separator = [System.IO.Path]::PathSeparator
        $start.Environment['PSModulePath'] = ($env:PSModulePath -split $separator | Where-Object { $_ -ne (Join-Path $PSScriptRoot Vault) }) -join $separator
        $start.Environment['QLIKCONNECTIONS_PROFILE_PATH'] = Join-Path $UserHome profiles
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $start.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        "$output$($errors.Result)".Trim() -split '\r?\n'
    }
}

Describe 'A real vault' -Skip:($null -ne $reason) {
    BeforeAll { $script:server = Start-SandboxServer --allow-sign-ins, --refresh-tokens, rotated }
    AfterAll { Stop-SandboxServer $server }

    It 'takes the secret of a profile, which then signs in' {
        Invoke-WithVault @"
Save-QlikProfile prod -Tenant '$($server.url)' -Secret `$key -SecretVault Real
Get-SecretInfo | ForEach-Object { "`$(`$_.Name) `$(`$_.VaultName)" }
(Connect-QlikSession -Profile prod).Authentication
"@ | Should -Be 'QlikConnections-prod Real', 'ApiKey'
    }

    It 'gives a login and a table to -SecretName' {
        Invoke-WithVault @"
`$secret = ConvertTo-SecureString '$($server.clientSecret)' -AsPlainText -Force
Set-Secret login ([pscredential]::new('$($server.clientId)', `$secret))
Set-Secret table @{ ClientId = '$($server.clientId)'; ClientSecret = '$($server.clientSecret)' }
Set-Secret text '$($server.apiKey)'
'login', 'table', 'text' | ForEach-Object { (Connect-QlikSession '$($server.url)' -SecretName `$_).Authentication }
"@ | Should -Be 'OAuth', 'OAuth', 'ApiKey'
    }

    It 'without the secret, without the vault, and with bytes is one error with its reason' {
        $lines = Invoke-WithVault @"
`$run = { param(`$Splat) try { Connect-QlikSession '$($server.url)' @Splat } catch { "`$(`$_.FullyQualifiedErrorId) `$_" } }
& `$run @{ SecretName = 'none' }
& `$run @{ SecretName = 'none'; SecretVault = 'Nowhere' }
Set-Secret bytes ([byte[]](1, 2))
& `$run @{ SecretName = 'bytes' }
"@
        $lines.Count | Should -Be 3
        $lines | Should -Match '^QlikSecretUnavailable,'
        $lines[0] | Should -Match "'none'.*not found"
        $lines[1] | Should -Match 'Nowhere'
        $lines[2] | Should -Match 'Byte\[\]'
    }

    It 'that is locked and may not ask is one error with its reason' {
        $userHome = New-UserHome
        $locked = $open.Replace('None -Interaction None', 'Password -Interaction None -Password (ConvertTo-SecureString p -AsPlainText -Force)')
        $null = Invoke-WithVault 'Set-Secret key $key' -UserHome $userHome -Vault $locked
        $try = "try { Connect-QlikSession '$($server.url)' -SecretName key } catch { `"`$(`$_.FullyQualifiedErrorId) `$_`" }"
        Invoke-WithVault $try -UserHome $userHome -Vault '' | Should -Match '^QlikSecretUnavailable,.*[Pp]assword'
        Invoke-WithVault $try.Replace('SecretName key', 'SecretName key).Authentication').Replace('{ Connect', '{ (Connect') -UserHome $userHome -Vault 'Unlock-SecretStore -Password (ConvertTo-SecureString p -AsPlainText -Force)' |
            Should -Be 'ApiKey'
    }

    It 'keeps the refresh token of a sign-in in the browser, and each one that replaces it' {
        $port = & { $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0); $listener.Start(); $listener.LocalEndpoint.Port; $listener.Stop() }
        $browser = Join-Path $TestDrive browser
        Set-Content $browser "#!/bin/sh`nexec curl --silent --location --noproxy '*' --output /dev/null `"`$1`""
        chmod 700 $browser
        Invoke-WithVault -Environment @{ BROWSER = $browser } @"
`$null = Connect-QlikSession '$($server.url)' -ApiKey `$key
`$splat = @{ Tenant = '$($server.url)'; Interactive = `$true; ClientId = (New-QlikOAuthClient -Native -RedirectPort $port).ClientId; RedirectPort = $port; Remember = `$true; Name = 'me' }
`$null = Connect-QlikSession @splat 6>`$null
`$first = (Get-Secret QlikConnections-me).GetNetworkCredential().Password
`$null = Invoke-RestMethod '$($server.url)/sandbox/access-tokens' -Method Delete
`$WhatIfPreference = `$true
@(Get-QlikDataConnection -First 1).Count
`$WhatIfPreference = `$false
`$second = (Get-Secret QlikConnections-me).GetNetworkCredential().Password
`$first.Length -gt 10 -and `$first -ne `$second
`$env:BROWSER = '/bin/false'
(Connect-QlikSession @splat -SignInTimeoutSec 1).Authentication
"@ | Should -Be '1', 'True', 'Interactive'
    }
}

Describe 'The tests of a real vault' -Skip:($null -eq $reason) {
    It 'were not run' -TestCases @(@{ because = $reason }) {
        Set-ItResult -Skipped -Because $because
    }
}
