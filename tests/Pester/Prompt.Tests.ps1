# What is asked is what the server has, also when somebody else changed the object a moment after it was read.
Describe 'A question about what somebody else just renamed, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @() }
    @{ platform = 'site'; arguments = @('--repository') }
) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $server = Start-SandboxServer $arguments
        foreach ($name in 'mine', 'theirs') { $null = if ($platform -eq 'site') { Connect-Site $server -Name $name } else { Connect-Server $server -Name $name } }
        $splat = if ($platform -eq 'site') { @{ Type = 'folder'; ConnectionString = 'C:\x\' } } else { @{ DataSourceId = 'mssql'; Property = @{ host = 'h' }; Space = 'Finance' } }
        $owner = if ($platform -eq 'site') { 'ACME\anna' } else { 'anna@acme.test' }

        # Reads connections in one session, renames the first in another, and returns them as they were read.
        function Read-Renamed {
            param([int] $Count)
            $null = 1..$Count | ForEach-Object { New-QlikDataConnection "before $([guid]::NewGuid())" @splat -Session theirs -WarningAction Ignore }
            $read = @(Get-QlikDataConnection 'before *' -Session mine)
            $null = Set-QlikDataConnection -Id $read[0].Id -NewName "after $($read[0].Id)" -Session theirs -Confirm:$false
            Clear-ServerRequest $server
            $read
        }

        # What -WhatIf says, which goes to the host.
        function Read-WhatIf {
            param([scriptblock] $Run)
            $null = Start-Transcript "$TestDrive/words.txt"
            try { & $Run } finally { $null = Stop-Transcript }
            (Get-Content "$TestDrive/words.txt" -Raw) -replace '\s+', ' '
        }
    }

    AfterEach { Get-QlikDataConnection 'before *', 'after *', 'changed *' -Session mine -ErrorAction Ignore | Remove-QlikDataConnection -Force -NoRecovery }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
    }

    It '<what> -WhatIf names <count> as they are' -ForEach @(
        foreach ($count in 1, 30) {
            @{ what = 'Remove'; count = $count; run = { $read | Remove-QlikDataConnection -WhatIf } }
            @{ what = 'Set'; count = $count; run = { $read | Set-QlikDataConnection -ConnectionString 'D:\y\' -Credential $login -WhatIf } }
            @{ what = 'Move'; count = $count; run = { $read | Move-QlikDataConnectionOwner -Owner $owner -WhatIf } }
        }
    ) {
        $login = [pscredential]::new('u', (ConvertTo-Secret 'p'))
        $read = Read-Renamed $count
        $words = Read-WhatIf $run
        $words | Should -Match "target `"after $($read[0].Id)"
        $words | Should -Not -Match "target `"$([regex]::Escape($read[0].Name))"
        # One list of the names, and one request for what no longer has its name.
        $paths = @(Get-ServerRequest $server | Where-Object method -EQ GET).path
        @($paths -like "*connection*/$($read[0].Id)*").Count | Should -Be 1
        @($paths | Where-Object { $_ -match 'data-?connections?(/full)?\?' -and $_ -match 'before' -and $_ -notmatch 'privileges' }).Count | Should -Be $(if ($count -eq 1) { 0 } else { 1 })
    }

    It 'deletes what it read again, and writes that down' {
        $read = Read-Renamed 2
        $read | Remove-QlikDataConnection -Confirm:$false -RecoveryPath "$TestDrive/removed"
        (Restore-QlikDataConnection -List -RecoveryPath "$TestDrive/removed").Name | Sort-Object | Should -Be (@("after $($read[0].Id)", $read[1].Name) | Sort-Object)
    }

    It 'reads nothing again where nothing is asked: Set and Move without -Confirm' {
        $read = Read-Renamed 1
        $read | Move-QlikDataConnectionOwner -Owner $owner -WarningAction Ignore
        @(Get-ServerRequest $server | Where-Object { $_.method -eq 'GET' -and $_.path -like '*connection*' }).Count | Should -Be $(if ($platform -eq 'site') { 1 } else { 0 })
    }

    # Nothing is rebuilt on a site: there every property can be changed.
    if ($platform -eq 'tenant') {
        It 'a rebuild names the connection as it is' {
            $read = Read-Renamed 1
            $words = Read-WhatIf { $read | Set-QlikDataConnection -Rebuild -WhatIf }
            $words | Should -Match "target `"after $($read[0].Id)"
        }
    }
}
