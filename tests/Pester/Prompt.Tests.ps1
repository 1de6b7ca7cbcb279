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

# What somebody else changes while a question waits for its answer is left as it is.
Describe 'A question that stays open, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @() }
    @{ platform = 'site'; arguments = @('--repository') }
) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw)
        $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
        $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive "recovery-$platform"
        $server = Start-SandboxServer $arguments
        $connect = if ($platform -eq 'site') { { param($server, $name) Connect-Site $server -Name $name } } else { { param($server, $name) Connect-Server $server -Name $name } }
        $null = & $connect $server theirs
        $splat = if ($platform -eq 'site') { @{ Type = 'folder'; ConnectionString = 'C:\x\' } } else { @{ DataSourceId = 'rest'; Property = @{ url = 'https://x.test' }; Space = 'HR' } }
        $tag = (Get-QlikDataConnection -Session theirs).Tags | Where-Object { $_ -notlike 'DcaasAPI:*' } | Select-Object -First 1

        # Runs work in another session, changes something while its first question is open, answers Yes, and returns the errors.
        function Invoke-Asked {
            param([scriptblock] $Work, [scriptblock] $Meanwhile)
            $somebody = [AnsweringHost]::new([string[]] (@('Yes') * 20))
            $somebody.Pause = [System.Threading.ManualResetEvent]::new($false)
            $runspace = [runspacefactory]::CreateRunspace($somebody, [initialsessionstate]::CreateDefault2())
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            try {
                $null = $shell.AddScript({
                    param($suite, $connect, $server, $work)
                    Import-Module $suite
                    Import-PackagedModule
                    $null = & ([scriptblock]::Create($connect)) $server mine
                    & ([scriptblock]::Create($work))
                }).AddArgument("$PSScriptRoot/Suite.psm1").AddArgument("$connect").AddArgument($server).AddArgument("$Work")
                $running = $shell.BeginInvoke()
                Wait-Until { $running.IsCompleted -or $somebody.Questions -gt 0 } 'the question is asked'
                $somebody.Questions | Should -BeGreaterThan 0
                & $Meanwhile
                $null = $somebody.Pause.Set()
                $null = $shell.EndInvoke($running)
                $shell.Streams.Error
            }
            finally {
                $null = $somebody.Pause.Set()
                $runspace.Dispose()
                $shell.Dispose()
            }
        }
    }

    BeforeEach { $created = 1, 2 | ForEach-Object { New-QlikDataConnection "asked $_" @splat -Session theirs } }
    AfterEach {
        Get-QlikDataConnection 'asked *' -Session theirs -ErrorAction Ignore | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force -ErrorAction Ignore
    }
    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
        $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
    }

    It 'Undo removes nothing that <what> meanwhile' -ForEach @(
        @{ what = 'has another tag'; meanwhile = { Set-QlikDataConnection 'asked 1' -AddTag $tag -Session theirs -NoJournal } }
        @{ what = 'has another name'; meanwhile = { Set-QlikDataConnection 'asked 1' -NewName 'asked x' -Session theirs -NoJournal } }
        @{ what = 'has another owner'; meanwhile = { Move-QlikDataConnectionOwner 'asked 1' -Owner $(if ($platform -eq 'site') { 'ACME\anna' } else { 'Mei Lin' }) -Session theirs -NoJournal -WarningAction Ignore } }
        @{ what = 'has another statement'; meanwhile = {
                $new = if ($platform -eq 'site') { @{ ConnectionString = 'D:\y\' } } else { @{ Property = @{ url = 'https://y.test' }; Credential = [pscredential]::new('u', (ConvertTo-Secret 'p')) } }
                Set-QlikDataConnection 'asked 1' @new -Session theirs -NoJournal
            } }
    ) {
        $failed = @(Invoke-Asked { Get-QlikChange 'asked *' | Undo-QlikChange } $meanwhile)
        $failed | ForEach-Object { $_.FullyQualifiedErrorId } | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        $left = @(Get-QlikDataConnection 'asked *' -Session theirs)
        $left.Id | Should -Be $created[0].Id -Because 'the other one is removed'
    }

    It 'Undo -Confirm puts nothing back that was changed meanwhile' {
        Set-QlikDataConnection 'asked *' -AddTag $tag -Session theirs
        $failed = @(Invoke-Asked { Undo-QlikChange -Confirm } { Set-QlikDataConnection 'asked 1' -RemoveTag $tag -Session theirs -NoJournal; Set-QlikDataConnection 'asked 2' -NewName 'asked y' -Session theirs -NoJournal })
        $failed | ForEach-Object { $_.FullyQualifiedErrorId } | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        (Get-QlikDataConnection 'asked y' -Session theirs).Tags | Should -Contain $tag
    }

    It 'Import -Prune removes nothing that was changed meanwhile' {
        $file = Join-Path $TestDrive "$(New-Guid).json"
        $place = Get-QlikDataConnection -Session theirs | Where-Object SpaceName -EQ $created[0].SpaceName
        $place | Where-Object Name -NotLike 'asked *' | Export-QlikDataConnection $file
        $env:PROMPT_FILE = $file
        $failed = @(Invoke-Asked { Import-QlikDataConnection $env:PROMPT_FILE -Prune -WithoutSecret } { Set-QlikDataConnection 'asked 1' -AddTag $tag -Session theirs -NoJournal })
        $failed | ForEach-Object { $_.FullyQualifiedErrorId } | Should -Be 'QlikConflict,QlikConnections.Commands.ImportQlikDataConnectionCommand'
        (Get-QlikDataConnection 'asked *' -Session theirs).Id | Should -Be $created[0].Id
    }
}
