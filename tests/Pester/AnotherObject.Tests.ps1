# A server that returns another object than requested: no command uses it, and none sends a change because of it.

BeforeDiscovery {
    $ofBoth = @(
        { Get-QlikDataConnection -Id $a.Id }
        { Set-QlikDataConnection -Id $a.Id -NewName changed -Confirm:$false }
        { Set-QlikDataConnection -Id $a.Id -AddTag $tag -Confirm:$false }
        { $row | Set-QlikDataConnection -NewName changed -Confirm:$false }
        { Move-QlikDataConnectionOwner -Id $a.Id -Owner $owner -Confirm:$false }
        { Remove-QlikDataConnection -Id $a.Id -Confirm:$false }
        { Remove-QlikDataConnection -Id $a.Id -WhatIf }
    )
    $ofTenant = $ofBoth + @(
        { Get-QlikDataConnection -Id $a.Id -Detailed }
        { Set-QlikDataConnection -Id $a.Id -Property @{ database = 'changed' } -Confirm:$false }
        { Set-QlikDataConnection -Id $a.Id -Space Sales -Confirm:$false }
        { Get-QlikDataCredential -Id $a.CredentialId }
        { Set-QlikDataCredential -Id $a.CredentialId -NewName changed -Confirm:$false }
        { Remove-QlikDataCredential -Id $a.CredentialId -Confirm:$false }
    )
}

Describe 'An answer about another object, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @(); commands = $ofTenant; tag = 'changed'; owner = 'anna.berg@acme.test' }
    @{ platform = 'site'; arguments = @('--repository'); commands = $ofBoth; tag = 'stale'; owner = 'ACME\anna' }
) {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Suite.psm1') -Force
        Import-PackagedModule
        $server = Start-SandboxServer $arguments
        $null = if ($platform -eq 'site') { Connect-Site $server } else { Connect-Server $server }
        $api = if ($platform -eq 'site') { '/qrs/dataconnection' } else { '/api/v1/data-connections' }
        # Two of their own credentials on a tenant; a site has none.
        $a, $b = Get-QlikDataConnection | Where-Object { $platform -eq 'site' -or $_.CredentialId } | Sort-Object CredentialId -Unique:($platform -ne 'site') | Select-Object -First 2
        $row = [pscustomobject]@{ Id = $a.Id; Name = $a.Name }
    }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
    }

    BeforeEach {
        Clear-ServerFault $server
        Add-ServerFault $server @{ method = 'GET'; path = "$($a.Id)([?]|`$)"; kind = 'anotherObject'; another = "$api/$($b.Id)"; times = 20 }
        if ($a.CredentialId) {
            Add-ServerFault $server @{ method = 'GET'; path = "$($a.CredentialId)([?]|`$)"; kind = 'anotherObject'; another = "/api/v1/data-credentials/$($b.CredentialId)"; times = 20 }
        }
        Clear-ServerRequest $server
    }

    It '<_>' -ForEach $commands {
        $failure = try { $null = & $_ 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { throw $_ } } } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikUnexpectedResponse,*'
        Get-ServerRequest $server | Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*/users/*' } | Should -BeNullOrEmpty
    }

    It 'believes none of a list of ids whose responses are mixed up: <what>' -ForEach @(
        @{ what = '-Id'; run = { Get-QlikDataConnection -Id $ids @quiet } }
        @{ what = '-Id -Detailed'; run = { Get-QlikDataConnection -Id $ids -Detailed @quiet } }
        @{ what = '-Name'; run = { Get-QlikDataConnection -Name $ids.ForEach([string]) @quiet } }
        @{ what = 'piped ids'; run = { $ids | Get-QlikDataConnection @quiet } }
        @{ what = 'piped rows'; run = { $ids | ForEach-Object { [pscustomobject]@{ Id = $_ } } | Get-QlikDataConnection @quiet } }
        @{ what = 'Set'; run = { Set-QlikDataConnection -Id $ids -AddTag $tag -PassThru -Confirm:$false @quiet } }
        @{ what = 'Move'; run = { Move-QlikDataConnectionOwner -Id $ids -Owner $owner -PassThru -Confirm:$false @quiet } }
        @{ what = 'Remove'; run = { Remove-QlikDataConnection -Id $ids -Confirm:$false @quiet } }
    ) {
        Clear-ServerFault $server
        $ids = @(Get-QlikDataConnection | Where-Object { $_.DataSourceId -or $platform -eq 'site' } | Select-Object -First 3).Id
        # Each is answered with the next one.
        0..2 | ForEach-Object { Add-ServerFault $server @{ method = 'GET'; path = "$($ids[$_])([?]|`$)"; kind = 'anotherObject'; another = "$api/$($ids[($_ + 1) % 3])"; times = 20 } }
        Clear-ServerRequest $server
        $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
        . $run | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -HaveCount 3
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikUnexpectedResponse,*'
        Get-ServerRequest $server | Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*/users/*' } | Should -BeNullOrEmpty
    }

    It 'reads the others of a list in which two are mixed up' {
        Clear-ServerFault $server
        $ids = @(Get-QlikDataConnection | Where-Object { $_.DataSourceId -or $platform -eq 'site' } | Select-Object -First 4).Id
        Add-ServerFault $server @{ method = 'GET'; path = "$($ids[1])([?]|`$)"; kind = 'anotherObject'; another = "$api/$($ids[2])"; times = 20 }
        Add-ServerFault $server @{ method = 'GET'; path = "$($ids[2])([?]|`$)"; kind = 'anotherObject'; another = "$api/$($ids[1])"; times = 20 }
        (Get-QlikDataConnection -Id $ids -ErrorAction SilentlyContinue -ErrorVariable problem).Id | Should -Be $ids[0, 3]
        $problem.TargetObject | Should -Be $ids[1, 2]
    }

    It 'does not believe a creation that is answered with a connection that was there' {
        Clear-ServerFault $server
        Add-ServerFault $server @{ method = 'POST'; path = "$api([?]|`$)"; kind = 'anotherObject'; another = "$api/$($b.Id)" }
        $splat = if ($platform -eq 'site') { @{ Type = 'folder'; ConnectionString = 'C:\Data\' } } else { @{ DataSourceId = 'mssql'; Property = @{ host = 'h'; port = '1433'; database = 'd' } } }
        $made = New-QlikDataConnection -Name 'made among others' @splat -Confirm:$false
        $made.Name | Should -Be 'made among others'
        $made.Id | Should -Not -Be $b.Id
        @(Get-QlikDataConnection -Name 'made among others').Id | Should -Be $made.Id
    }
}
