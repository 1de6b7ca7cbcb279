BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    $script:own = 'Name', 'SpaceName', 'OwnerName', 'ConnectionString'
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Trial { param($Count = 2) 1..$Count | ForEach-Object { New-QlikDataConnection "trial $_" rest -Space HR -Tag "t$_" -Property @{ url = "https://x$_.test" } -NoJournal } }
    $script:login = [pscredential]::new('svc', (ConvertTo-Secret 'example'))
    # The service sets a tag of its own where a connection is created from properties.
    function State {
        Get-QlikDataConnection 'trial*' | Sort-Object Name |
            Select-Object -Property (@($own) + @{ Name = 'Tags'; Expression = { @($_.Tags | Where-Object { $_ -notlike 'DcaasAPI:*' } | Sort-Object) } }) | ConvertTo-Json
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
}

Describe 'Undo-QlikChange' {
    BeforeEach {
        $script:trial = New-Trial
        $script:before = State
        Clear-ServerRequest $server
    }
    AfterEach {
        Clear-ServerFault $server
        Get-QlikDataConnection 'trial*' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'puts back <What>, and makes the change again when it is undone' -ForEach @(
        @{ What = 'a name'; Change = { Set-QlikDataConnection 'trial 1' -NewName 'trial x' } }
        @{ What = 'tags'; Change = { Set-QlikDataConnection 'trial *' -Tag one, two } }
        @{ What = 'added and removed tags'; Change = { Set-QlikDataConnection 'trial *' -AddTag one -RemoveTag t1 } }
        @{ What = 'a space'; Change = { Set-QlikDataConnection 'trial *' -Space Sales } }
        @{ What = 'the personal space'; Change = { Set-QlikDataConnection 'trial *' -Space Personal } }
        @{ What = 'owners'; Change = { Move-QlikDataConnectionOwner 'trial *' -Owner 'Mei Lin' } }
        @{ What = 'owner and space'; Change = { Move-QlikDataConnectionOwner 'trial *' -Owner 'Mei Lin' -Space Sales } }
        @{ What = 'properties'; Change = { Set-QlikDataConnection 'trial *' -Property @{ url = 'https://y.test' } -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'a statement'; Change = { Set-QlikDataConnection 'trial 1' -ConnectionString 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://z.test;"' -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'several members'; Change = { Set-QlikDataConnection 'trial 1' -NewName 'trial x' -Space Sales -AddTag a -Property @{ url = 'https://y.test' } -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'a deletion'; Change = { Remove-QlikDataConnection 'trial *' -Force } }
        @{ What = 'a creation'; Change = { New-QlikDataConnection 'trial 3' rest -Space HR -Property @{ url = 'https://x3.test' } } }
    ) {
        $WarningPreference = 'SilentlyContinue'
        $null = & $Change
        $after = State
        $after | Should -Not -Be $before
        Clear-ServerRequest $server
        if (-not $Splat) { $Splat = @{} }
        @($Splat.Keys) | ForEach-Object { $Splat[$_] = $login }
        Undo-QlikChange -WhatIf -WithoutSecret @Splat
        Sent | Should -BeNullOrEmpty -Because 'of -WhatIf'
        Undo-QlikChange -Force -WithoutSecret @Splat
        State | Should -Be $before
        Undo-QlikChange -Force -WithoutSecret @Splat
        State | Should -Be $after
    }

    It 'does what -WhatIf says, in fewest requests' {
        $many = Get-QlikDataConnection | Where-Object SpaceName -In Finance, Sales, HR
        $many.Count | Should -BeGreaterThan 15
        $owners = $many | Select-Object Id, OwnerId
        $many | Move-QlikDataConnectionOwner -Owner 'Mei Lin' -WarningAction Ignore
        Clear-ServerRequest $server
        Undo-QlikChange -WarningAction Ignore
        Get-ServerRequest $server | ForEach-Object { "$($_.method) $($_.path -replace '\?.*' -replace '.*/')" } | Should -Be 'GET data-connections', 'POST update' -Because 'one list and one batch are enough'
        $ids = $many.Id
        (Get-QlikDataConnection | Where-Object Id -In $ids | Sort-Object Id).OwnerId | Should -Be ($owners | Sort-Object Id).OwnerId
    }

    It 'changes nothing of a connection that is not as the run left it' {
        $trial | Set-QlikDataConnection -NewName { "$($_.Name) x" } -AddTag a
        Set-QlikDataConnection 'trial 1 x' -Tag elsewhere -NoJournal
        Undo-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        $failed[0].Exception.Message | Should -Match "'trial 1 x'.*Tags.*elsewhere.*t1, .*a"
        (Get-QlikDataConnection 'trial*').Name | Sort-Object | Should -Be 'trial 1 x', 'trial 2'
    }

    It 'leaves alone what is as before the run' {
        $trial | Set-QlikDataConnection -AddTag a
        Set-QlikDataConnection 'trial 1' -RemoveTag a -NoJournal
        Clear-ServerRequest $server
        Undo-QlikChange
        @(Sent).Count | Should -Be 1
        State | Should -Be $before
    }

    It 'does not remove a connection that the run created and somebody changed' {
        $null = New-QlikDataConnection 'trial 3' rest -Space HR -Tag mine -Property @{ url = 'https://x3.test' }
        Set-QlikDataConnection 'trial 3' -AddTag used -NoJournal
        Undo-QlikChange -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        Get-QlikDataConnection 'trial 3' | Should -Not -BeNullOrEmpty
    }

    It 'says what cannot be undone' {
        $null = New-QlikDataConnection 'trial sql' mssql -Space HR -Property @{ host = 'db1'; username = 'svc'; password = (ConvertTo-Secret 'x') } -NoJournal
        Set-QlikDataConnection 'trial sql' -Property @{ password = (ConvertTo-Secret 'y') }
        Undo-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue
        Set-QlikDataConnection 'trial sql' -Property @{ host = 'db2'; password = (ConvertTo-Secret 'z'); username = 'svc' }
        Undo-QlikChange -ErrorVariable +failed -ErrorAction SilentlyContinue -WarningAction Ignore
        $failed[1].Exception.Message | Should -Match 'requires the login in the same command'
        Undo-QlikChange -Credential $login -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        (Get-QlikDataConnection 'trial sql').ConnectionString | Should -Match 'db1'
        $trial[0] | Remove-QlikDataConnection -Force -NoRecovery
        Undo-QlikChange -ErrorVariable +failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_ -replace ',.*' } | Should -Be 'QlikUndoImpossible', 'QlikPatchRefused', 'QlikUndoImpossible'
    }

    It 'undoes runs, parts of a run, and the last change of a connection' {
        $trial | Set-QlikDataConnection -AddTag a
        $first = (Get-QlikChange -First 1).RunId
        $trial[0] | Set-QlikDataConnection -NewName 'trial one' -AddTag b
        Get-QlikChange -Last 1 -Member Name | Undo-QlikChange -PassThru | ForEach-Object Name | Should -Be 'trial 1'
        Get-QlikDataConnection 'trial 2' | Undo-QlikChange
        (Get-QlikDataConnection 'trial 2').Tags | Should -Not -Contain 'a'
        Undo-QlikChange -Run $first -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand' -Because 'trial 1 has the tag b since'
        Get-QlikChange -Member Tags 'trial one' | Undo-QlikChange -ErrorAction Ignore
        Undo-QlikChange -Run 20200101T000000000Z-00000000, $first -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match 'QlikChangeNotFound'
    }
}
