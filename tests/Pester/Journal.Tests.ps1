BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    $script:journal = Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH 'journal'
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Trial { param($Count = 2) 1..$Count | ForEach-Object { New-QlikDataConnection "trial $_" rest -Space HR -Tag "t$_" -Property @{ url = "https://x$_.test" } -NoJournal } }
    function JournalFile { @(Get-ChildItem $journal -Filter *.journal.jsonl) }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
}

Describe 'The journal of a run' {
    BeforeEach {
        $script:trial = New-Trial
        Clear-ServerRequest $server
    }
    AfterEach {
        Clear-ServerFault $server
        $env:QLIKCONNECTIONS_JOURNAL = $null
        $env:QLIKCONNECTIONS_JOURNAL_DAYS = $null
        Get-QlikDataConnection 'trial *' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'has what was changed, before and after, and costs no request' {
        $trial | Set-QlikDataConnection -AddTag seen
        @(Get-ServerRequest $server | Where-Object method -EQ 'PATCH').Count | Should -Be 2
        $changes = Get-QlikChange
        $changes.ConnectionName | Should -Be 'trial 2', 'trial 1' -Because 'the newest come first'
        $changes.Member | Should -Be 'Tags', 'Tags'
        @($changes[1].Before).Where({ $_ -notlike 'DcaasAPI:*' }) | Should -Be 't1'
        @($changes[1].After).Where({ $_ -notlike 'DcaasAPI:*' }) | Should -Be 't1', 'seen'
        $changes[1].Outcome | Should -Be 'Changed'
        $changes[1].Command | Should -Be 'Set-QlikDataConnection'
        $changes[1].SessionName | Should -Be 'server'
        $changes[1].Server | Should -Be (Get-QlikSession server).Uri
        $changes[1].User | Should -Be (Get-QlikSession server).UserName
        $changes[1].ConnectionId | Should -Be $trial[0].Id
        $changes[1].SpaceName | Should -Be 'HR'
        @($changes.RunId | Select-Object -Unique).Count | Should -Be 1
    }

    It 'belongs to the user alone' -Skip:($IsWindows -or $PSVersionTable.PSVersion.Major -lt 6) {
        $trial[0] | Set-QlikDataConnection -AddTag seen
        (JournalFile).UnixMode | Should -Be '-rw-------'
        (Get-Item $journal).UnixMode | Should -Be 'drwx------'
    }

    It 'is not written with <_>' -ForEach 'WhatIf', 'NoJournal', 'Off', 'PSDefaultParameterValues', 'nothing to change' {
        $splat = if ($_ -in 'WhatIf', 'NoJournal') { @{ $_ = $true } } else { @{} }
        if ($_ -eq 'Off') { $env:QLIKCONNECTIONS_JOURNAL = 'off' }
        $defaults = $PSDefaultParameterValues.Clone()
        try {
            if ($_ -eq 'PSDefaultParameterValues') { $global:PSDefaultParameterValues['*-Qlik*:NoJournal'] = $true }
            $trial[0] | Set-QlikDataConnection -AddTag $(if ($_ -eq 'nothing to change') { 't1' } else { 'seen' }) @splat
        }
        finally { $global:PSDefaultParameterValues = $defaults }
        $journal | Should -Not -Exist
    }

    It 'is one file for each session, and one run' {
        $null = Connect-Server $server -Name other
        Set-QlikDataConnection 'trial 1' -AddTag seen -Session server, other
        (JournalFile).Count | Should -Be 2
        $changes = Get-QlikChange -Last 1
        $changes.SessionName | Sort-Object | Should -Be 'other', 'server'
        @($changes.RunId | Select-Object -Unique).Count | Should -Be 1
        @(Get-QlikChange -Session oth*).Count | Should -Be 1
        Disconnect-QlikSession other
    }

    It 'has creations, deletions, moves and their failures' {
        $new = New-QlikDataConnection 'trial 3' rest -Space HR -Property @{ url = 'https://x3.test' }
        $new | Move-QlikDataConnectionOwner -Owner 'Mei Lin' -WarningAction Ignore
        $new | Remove-QlikDataConnection -Force
        $new | Select-Object Id | Set-QlikDataConnection -AddTag seen -ErrorAction Ignore
        $trial[0] | Set-QlikDataConnection -NewName 'trial 2' -ErrorAction Ignore
        $changes = @(Get-QlikChange)
        $changes.Member | Should -Be 'Name', 'Connection', 'Owner', 'Connection'
        $changes.Outcome | Should -Be 'Failed', 'Changed', 'Changed', 'Changed'
        $changes[0].ErrorId | Should -Be 'QlikConflict'
        $changes[1].Before, $changes[1].After | Should -Be 'trial 3', $null
        $changes[2].Before, $changes[2].After | Should -Be 'Ada Admin', 'Mei Lin'
        $changes[3].Before, $changes[3].After | Should -Be $null, 'trial 3'
        $changes[1..3].ConnectionId | Select-Object -Unique | Should -Be $new.Id
    }

    It 'shows only that secrets were changed' {
        $login = [pscredential]::new('svc', (ConvertTo-Secret 'MARKER-login'))
        $null = New-QlikDataConnection 'trial sql' mssql -Space HR -Property @{ host = 'db1'; username = 'svc'; password = (ConvertTo-Secret 'MARKER-first') }
        Set-QlikDataConnection 'trial sql' -Property @{ host = 'db2'; password = (ConvertTo-Secret 'MARKER-second') }
        Set-QlikDataConnection 'trial sql' -Credential $login
        Set-QlikDataConnection 'trial 1' -ConnectionString 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://x.test;password=MARKER-third;"' -Credential $login
        $text = (JournalFile | Get-Content -Raw) -join "`n"
        $text | Should -Not -Match 'MARKER'
        $changes = Get-QlikChange 'trial *'
        ($changes | Format-List -Property * | Out-String) + ($changes | ConvertTo-Json -Depth 5) | Should -Not -Match 'MARKER'
        ($changes | Where-Object Member -EQ 'Properties.host').After | Should -Be 'db2'
        ($changes | Where-Object Member -EQ 'Properties.password').Before | Select-Object -Unique | Should -Be '***'
        ($changes | Where-Object Member -EQ 'ConnectionString').After | Should -Match 'password=\*\*\*'
    }

    It 'is not needed: a folder that takes no file is one warning, and the change is made' {
        $null = New-Item -ItemType File -Path $env:QLIKCONNECTIONS_RECOVERY_PATH
        $trial | Set-QlikDataConnection -AddTag seen -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings).Count | Should -Be 1
        $warnings | Should -Match 'journal'
        @(Get-QlikDataConnection -Tag seen).Count | Should -Be 2
    }

    It 'is needed with QLIKCONNECTIONS_JOURNAL=<_>, so nothing is changed without it' -ForEach 'Required', 'requird' {
        $env:QLIKCONNECTIONS_JOURNAL = $_
        if ($_ -eq 'Required') { $null = New-Item -ItemType File -Path $env:QLIKCONNECTIONS_RECOVERY_PATH }
        { $trial | Set-QlikDataConnection -AddTag seen } | Should -Throw -ErrorId 'QlikJournalUnwritable,*'
        { $trial | Move-QlikDataConnectionOwner -Owner 'Mei Lin' } | Should -Throw -ErrorId 'QlikJournalUnwritable,*'
        { New-QlikDataConnection 'trial 3' rest -Space HR -Property @{ url = 'https://x3.test' } } | Should -Throw -ErrorId 'QlikJournalUnwritable,*'
        Sent | Should -BeNullOrEmpty
    }

    It 'is deleted after <Days> days, with other files left alone' -ForEach @{ Days = 90; Value = $null }, @{ Days = 5; Value = '5' } {
        $env:QLIKCONNECTIONS_JOURNAL_DAYS = $Value
        $null = New-Item -ItemType Directory -Path $journal
        $name = { param($Age) "$([datetime]::UtcNow.AddDays(-$Age).ToString('yyyyMMddTHHmmssfffZ', [cultureinfo]::InvariantCulture))-0123abcd-1.journal.jsonl" }
        $old, $young, $foreign = (& $name ($Days + 1)), (& $name ($Days - 1)), 'notes.journal.jsonl' | ForEach-Object { Join-Path $journal $_ }
        $old, $young, $foreign | ForEach-Object { $null = New-Item -ItemType File -Path $_ }
        $trial[0] | Set-QlikDataConnection -AddTag seen
        $old | Should -Not -Exist
        $young, $foreign | Should -Exist
    }
}

Describe 'Get-QlikChange' {
    BeforeAll {
        $script:trial = New-Trial 3
        $trial[0] | Set-QlikDataConnection -NewName 'trial one' -AddTag a
        $last = (Get-QlikChange | Select-Object -First 1).Time
        Wait-Until { [DateTimeOffset]::Now -gt $last } 'the clock is past the first change'
        $script:between = Get-Date
        $trial[1, 2] | Move-QlikDataConnectionOwner -Owner 'Mei Lin' -WarningAction Ignore
    }
    AfterAll {
        Get-QlikDataConnection 'trial *' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force
    }

    It 'finds <What>' -ForEach @(
        @{ What = 'a name before'; Splat = @{ Name = 'trial 1' }; Expected = 'Name', 'Tags' }
        @{ What = 'a name after'; Splat = @{ Name = 'trial one' }; Expected = 'Name', 'Tags' }
        @{ What = 'a pattern'; Splat = @{ Name = 'trial [23]' }; Expected = 'Owner', 'Owner' }
        @{ What = 'a member'; Splat = @{ Member = 'own*' }; Expected = 'Owner', 'Owner' }
        @{ What = 'a command'; Splat = @{ Command = 'Set-*' }; Expected = 'Name', 'Tags' }
        @{ What = 'the first'; Splat = @{ First = 1 }; Expected = 'Owner' }
        @{ What = 'the last run'; Splat = @{ Last = 1 }; Expected = 'Owner', 'Owner' }
        @{ What = 'an outcome'; Splat = @{ Outcome = 'Failed' }; Expected = $null }
        @{ What = 'another session'; Splat = @{ Session = 'none' }; Expected = $null }
    ) {
        (Get-QlikChange @Splat).Member | Should -Be $Expected
    }

    It 'finds times, ids and runs' {
        (Get-QlikChange -Before $between).Member | Should -Be 'Name', 'Tags'
        (Get-QlikChange -Since $between).Member | Should -Be 'Owner', 'Owner'
        (Get-QlikChange -Id $trial[1].Id).ConnectionName | Should -Be 'trial 2'
        $run = (Get-QlikChange -First 1).RunId
        (Get-QlikChange -Run $run).Member | Should -Be 'Owner', 'Owner'
    }

    It 'takes connections, rows, ids and names' {
        (Get-QlikDataConnection 'trial one' | Get-QlikChange).Member | Should -Be 'Name', 'Tags'
        ([pscustomobject]@{ Name = 'trial 2'; SpaceName = 'HR' } | Get-QlikChange).Member | Should -Be 'Owner'
        ([pscustomobject]@{ Name = 'trial 2'; SpaceName = 'Sales' } | Get-QlikChange).Member | Should -BeNullOrEmpty
        ($trial[2].Id | Get-QlikChange).Member | Should -Be 'Owner'
        ('trial 3' | Get-QlikChange).Member | Should -Be 'Owner'
    }

    It 'reports what no journal has, and sends nothing' {
        Clear-ServerRequest $server
        Get-QlikChange nobody -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-QlikChange -Id ([guid]::Empty) -ErrorVariable +failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-QlikChange -Run ../../etc/passwd -ErrorVariable +failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be (@('QlikChangeNotFound,QlikConnections.Commands.GetQlikChangeCommand') * 3)
        Get-ServerRequest $server | Should -BeNullOrEmpty
    }

    It 'needs no session' {
        $null = Get-QlikSession | Disconnect-QlikSession
        @(Get-QlikChange).Count | Should -Be 4
        $null = Connect-Server $server -Name server
    }
}
