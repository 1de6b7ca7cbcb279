BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Doomed { param($Count = 3) 1..$Count | ForEach-Object { New-QlikDataConnection "doomed $_" rest -Space HR -Tag "t$_" -Property @{ url = "https://x$_.test" } -NoJournal } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
}

Describe 'What Remove-QlikDataConnection writes first' {
    BeforeEach {
        $script:doomed = New-Doomed
        Clear-ServerRequest $server
    }
    AfterEach {
        Clear-ServerFault $server
        Get-QlikDataConnection 'doomed *' | Remove-QlikDataConnection -Force -NoRecovery
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse }
    }

    It 'is one file for the run, and costs one list, from which the question is asked too' {
        $doomed | Remove-QlikDataConnection -Force
        Get-ServerRequest $server | ForEach-Object method | Should -Be 'GET', 'POST'
        $entries = Restore-QlikDataConnection -List
        @($entries.Path | Select-Object -Unique).Count | Should -Be 1
        $entries.Name | Should -Be $doomed.Name
        $entries.State | Should -Be 'Removed', 'Removed', 'Removed'
        $entries[0].SessionName | Should -Be 'server'
    }

    It 'belongs to the user alone' -Skip:($IsWindows -or $PSVersionTable.PSVersion.Major -lt 6) {
        $doomed | Remove-QlikDataConnection -Force
        (Get-ChildItem $env:QLIKCONNECTIONS_RECOVERY_PATH -File).UnixMode | Should -Be '-rw-------'
        (Get-Item $env:QLIKCONNECTIONS_RECOVERY_PATH).UnixMode | Should -Be 'drwx------'
    }

    It 'is nothing with -NoRecovery or -WhatIf' {
        $doomed[0] | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        $doomed[1] | Remove-QlikDataConnection -WhatIf
        $env:QLIKCONNECTIONS_RECOVERY_PATH | Should -Not -Exist
    }

    It 'is not begun when -ErrorAction Stop ends the command at a connection that is gone' {
        $null = Connect-Server $server -Name other
        Remove-QlikDataConnection -Id $doomed[0].Id, $doomed[1].Id -Session other -Force -NoRecovery
        Disconnect-QlikSession -Session other
        { $doomed | Remove-QlikDataConnection -Force -ErrorAction Stop } | Should -Throw -ErrorId 'QlikDataConnectionNotFound,*'
        Restore-QlikDataConnection -List | Should -BeNullOrEmpty -Because 'nothing was deleted yet'
        (Get-QlikDataConnection 'doomed *').Id | Should -Be $doomed[2].Id
    }

    It 'goes where -RecoveryPath says, relative to where the shell is' {
        Push-Location $TestDrive
        try {
            $doomed | Remove-QlikDataConnection -Force -RecoveryPath ./mine
            @(Restore-QlikDataConnection -List -RecoveryPath ./mine).Count | Should -Be 3
        }
        finally { Pop-Location }
        Join-Path $TestDrive 'mine' | Should -Exist
        Restore-QlikDataConnection -List | Should -BeNullOrEmpty
    }

    It 'is read again for rows that have only an id and a name' {
        $doomed | Select-Object Id, Name | Remove-QlikDataConnection -Force
        (Restore-QlikDataConnection -List).Before.ConnectionString | Should -Match 'https://x'
        @(Get-ServerRequest $server | Where-Object method -EQ 'GET').Count | Should -Be 1
    }

    It 'is read in one walk through the list for very many of these' {
        Add-ServerConnection $server 250
        $rows = Get-QlikDataConnection bulk_* | Select-Object Id, Name
        Clear-ServerRequest $server
        $rows | Remove-QlikDataConnection -Force
        $sent = Get-ServerRequest $server
        @($sent | Where-Object method -EQ 'POST').Count | Should -Be 3
        @($sent | Where-Object method -EQ 'GET').Count | Should -BeLessThan 6
        @(Restore-QlikDataConnection -List bulk_*).Count | Should -Be 250
    }

    It 'is there although the deletion fails, and Restore leaves alone what is there' {
        Add-ServerFault $server @{ method = 'POST'; path = 'actions/delete'; kind = 'status'; status = 400 }
        $doomed | Remove-QlikDataConnection -Force -ErrorAction SilentlyContinue
        (Restore-QlikDataConnection -List).State | Should -Be 'Pending', 'Pending', 'Pending'
        Clear-ServerRequest $server
        Restore-QlikDataConnection 'doomed *' -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned.Count | Should -Be 3
        @(Sent).Count | Should -Be 0
    }
}

Describe 'Restore-QlikDataConnection' {
    BeforeEach {
        $script:doomed = New-Doomed
        $doomed | Remove-QlikDataConnection -Force
        Clear-ServerRequest $server
    }
    AfterEach {
        Get-QlikDataConnection 'doomed *' | Remove-QlikDataConnection -Force -NoRecovery
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse }
    }

    It 'brings them back by pattern: space, tags, statement' {
        $back = Restore-QlikDataConnection 'doomed *'
        $back.Name | Sort-Object | Should -Be 'doomed 1', 'doomed 2', 'doomed 3'
        $back.SpaceName | Select-Object -Unique | Should -Be 'HR'
        $second = Get-QlikDataConnection 'doomed 2' -Detailed
        $second.Properties.url | Should -Be 'https://x2.test'
        $second.Tags | Should -Contain 't2'
        $second.ConnectionString | Should -Be $doomed[1].ConnectionString
        (Restore-QlikDataConnection -List).State | Select-Object -Unique | Should -Be 'Restored'
    }

    It 'does nothing twice' {
        $null = Restore-QlikDataConnection 'doomed 1'
        Clear-ServerRequest $server
        Restore-QlikDataConnection 'doomed 1' -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -Match 'nothing to restore'
        @(Sent).Count | Should -Be 0
    }

    It 'takes what -List gives, and narrows by name, time and session' {
        Restore-QlikDataConnection -List 'doomed [12]' | Restore-QlikDataConnection | Should -HaveCount 2
        @(Restore-QlikDataConnection -List -After (Get-Date).AddHours(1)).Count | Should -Be 0
        @(Restore-QlikDataConnection -List -Before (Get-Date).AddHours(1)).Count | Should -Be 3
        @(Restore-QlikDataConnection -List -Session server).Count | Should -Be 3
    }

    It 'sends nothing under -WhatIf' {
        Restore-QlikDataConnection 'doomed *' -WhatIf | Should -BeNullOrEmpty
        @(Sent).Count | Should -Be 0
    }

    It 'takes the last state of what was destroyed twice' {
        $null = Restore-QlikDataConnection 'doomed 1'
        Get-QlikDataConnection 'doomed 1' | Set-QlikDataConnection -Tag later
        Remove-QlikDataConnection 'doomed 1' -Force
        (Restore-QlikDataConnection 'doomed 1').Tags | Should -Contain 'later'
    }

    It 'takes the last state also of entries that come one by one, in any order' {
        $null = Restore-QlikDataConnection 'doomed 1'
        Get-QlikDataConnection 'doomed 1' | Set-QlikDataConnection -Tag later
        Remove-QlikDataConnection 'doomed 1' -Force
        $entries = @(Restore-QlikDataConnection -List 'doomed 1')
        $entries.Count | Should -Be 2
        $entries[0].Written | Should -BeLessThan $entries[1].Written
        $back = $entries | Restore-QlikDataConnection
        @($back).Count | Should -Be 1
        $back.Tags | Should -Contain 'later'
    }

    It 'keeps separate credentials of what a list gave' {
        $null = New-QlikDataConnection 'doomed x' mssql -Space HR -Property @{ host = 'h' } -SeparateCredentials
        Get-QlikDataConnection 'doomed x' | Remove-QlikDataConnection -Force
        (Restore-QlikDataConnection 'doomed x').SeparateCredentials | Should -BeTrue
    }

    It 'takes a connect statement, and no properties beside it' {
        $statement = $doomed[0].ConnectionString + 'x=1;'
        { Restore-QlikDataConnection 'doomed 1' -Property @{ ConnectionString = $statement; url = 'https://x.test' } } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        @(Sent).Count | Should -Be 0
        (Restore-QlikDataConnection 'doomed 1' -Property @{ ConnectionString = $statement }).ConnectionString | Should -Be $statement
    }

    It 'names the secrets it needs, and takes them' {
        $secret = ConvertTo-Secret 'x'
        $null = New-QlikDataConnection 'doomed x' mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = $secret }
        Get-QlikDataConnection 'doomed x' -Detailed | Remove-QlikDataConnection -Force
        Clear-ServerRequest $server
        Restore-QlikDataConnection 'doomed x' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        "$problem" | Should -Match 'password'
        @(Sent).Count | Should -Be 0
        $null = Restore-QlikDataConnection 'doomed x' -Property @{ username = 'u'; password = $secret }
        $back = Get-QlikDataConnection 'doomed x' -Detailed
        $back.Properties.host | Should -Be 'h'
        $back.CredentialId | Should -Not -BeNullOrEmpty
    }

    It 'gives it back to its owner, where the identity may' {
        $one = New-QlikDataConnection 'doomed x' rest -Space HR -Property @{ url = 'https://x.test' }
        $one | Move-QlikDataConnectionOwner -Owner 'Bob Meyer' -WarningAction SilentlyContinue
        Remove-QlikDataConnection 'doomed x' -Force
        (Restore-QlikDataConnection 'doomed x').OwnerName | Should -Be 'Bob Meyer'
        Remove-QlikDataConnection 'doomed x' -Force
        Add-ServerFault $server @{ method = 'POST'; path = 'actions/update'; kind = 'status'; status = 403 }
        (Restore-QlikDataConnection 'doomed x' -ErrorVariable problem -ErrorAction SilentlyContinue).OwnerName | Should -Be 'Ada Admin'
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikOwnerNotRestored,*'
    }

    It 'restores without secrets when told' {
        New-QlikDataConnection 'doomed x' mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-Secret 'x') } | Remove-QlikDataConnection -Force
        (Restore-QlikDataConnection 'doomed x' -WithoutSecret).CredentialId | Should -BeNullOrEmpty
    }

    It 'reports a damaged file and reads the others' {
        $other = Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH '20200101T000000Z-Remove-x.recovery.jsonl'
        Set-Content $other '{"record":"header"'
        $entries = Restore-QlikDataConnection -List -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryDamaged,*'
        $problem.TargetObject | Should -Be $other
        @($entries).Count | Should -Be 3
    }

    It 'leaves alone what lived in another tenant' {
        $null = Connect-QlikSession -Sandbox Cloud -Name elsewhere
        try { Restore-QlikDataConnection 'doomed 1' -Session elsewhere -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty }
        finally { Disconnect-QlikSession elsewhere }
        $warned | Should -Match 'left out'
    }
}

Describe 'Restoring on a client-managed site' {
    It 'brings back statement, type, owner, tags, custom properties and login' {
        $null = Connect-QlikSession -Sandbox Repository -Name site
        $login = [pscredential]::new('ACME\svc', (ConvertTo-Secret 'MARKER-77ab'))
        $tag = (Get-QlikDataConnection -Session site).Tags | Select-Object -First 1
        $one = New-QlikDataConnection 'site doomed' -Session site -Type ODBC -ConnectionString 'ODBC CONNECT TO "x"' -Credential $login -Owner 'ACME\anna' -Tag $tag
        $one | Remove-QlikDataConnection -Force
        $entry = Restore-QlikDataConnection -List 'site doomed'
        Get-Content $entry.Path -Raw | Should -Not -Match 'MARKER-77ab'
        $entry | Restore-QlikDataConnection -Session site -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        "$problem" | Should -Match 'ACME\\svc'
        $back = $entry | Restore-QlikDataConnection -Session site -Credential $login
        $back.ConnectionString, $back.Type, $back.OwnerName, $back.UserName | Should -Be $one.ConnectionString, $one.Type, $one.OwnerName, 'ACME\svc'
        $back.Tags | Should -Be $tag
        Disconnect-QlikSession site
    }

    It 'wants the statement again when it held a secret, and takes no other property' {
        $null = Connect-QlikSession -Sandbox Repository -Name site
        try {
            $statement = 'ODBC CONNECT TO "x;password=MARKER-77ab;"'
            New-QlikDataConnection 'site doomed too' -Session site -Type ODBC -ConnectionString $statement | Remove-QlikDataConnection -Force
            $entry = Restore-QlikDataConnection -List 'site doomed too'
            $entry.LeftOut | Should -Be 'ConnectionString'
            Get-Content $entry.Path -Raw | Should -Not -Match 'MARKER-77ab'
            $entry | Restore-QlikDataConnection -Session site -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
            { $entry | Restore-QlikDataConnection -Session site -Property @{ nosuch = 'x' } -WithoutSecret } | Should -Throw -ErrorId 'QlikNotSupported,*'
            ($entry | Restore-QlikDataConnection -Session site -Property @{ connectionString = (ConvertTo-Secret $statement) }).ConnectionString | Should -Be $statement
        }
        finally { Disconnect-QlikSession site }
    }
}

Describe 'Entries that come back' {
    AfterEach {
        Get-QlikDataConnection 'doomed *' | Remove-QlikDataConnection -Force -NoRecovery
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse }
    }

    It 'from <how> restore what they name, and nothing else' -ForEach @(
        @{ how = 'CLIXML'; through = { Export-Clixml (Join-Path $TestDrive 'e.xml') -InputObject $args[0]; Import-Clixml (Join-Path $TestDrive 'e.xml') } }
        @{ how = 'JSON'; through = { $args[0] | ConvertTo-Json | ConvertFrom-Json } }
        @{ how = 'CSV'; through = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ how = 'Select-Object *'; through = { $args[0] | Select-Object -Property * } }
        @{ how = 'Select-Object with two columns'; through = { $args[0] | Select-Object -Property Path, Id } }
        @{ how = 'a job'; through = { Start-Job { $args[0] } -ArgumentList $args[0] | Receive-Job -Wait -AutoRemoveJob } }
        @{ how = 'nowhere'; through = { $args[0] } }
    ) {
        New-Doomed | Remove-QlikDataConnection -Force
        $entry = Restore-QlikDataConnection -List | Where-Object Name -EQ 'doomed 2'
        $restored = & $through $entry | Restore-QlikDataConnection -ErrorAction Stop
        $restored.Name | Should -Be 'doomed 2'
        $restored.SpaceName | Should -Be 'HR'
        (Get-QlikDataConnection 'doomed *').Name | Should -Be 'doomed 2'
    }

    It 'edited in Name or Tenant restore what the recovery file says' {
        New-Doomed 1 | Remove-QlikDataConnection -Force
        $entry = Restore-QlikDataConnection -List | ConvertTo-Csv | ConvertFrom-Csv
        $entry.Name = 'doomed other'
        $entry.SpaceName = 'Sales'
        $restored = $entry | Restore-QlikDataConnection -ErrorAction Stop
        $restored.Name, $restored.SpaceName | Should -Be 'doomed 1', 'HR'
    }

    It 'without a file and id, or with those of no entry, are errors of their own, and the rest goes on: <what>' -ForEach @(
        @{ what = 'a row with a name'; id = 'QlikInputInvalid'; change = { [pscustomobject]@{ Name = 'doomed 1' } } }
        @{ what = 'an id that is none'; id = 'QlikInputInvalid'; change = { [pscustomobject]@{ Path = $entries[0].Path; Id = 'x' } } }
        @{ what = 'an id that is not in the file'; id = 'QlikRecoveryNotFound'; change = { [pscustomobject]@{ Path = $entries[0].Path; Id = [guid]::NewGuid() } } }
        @{ what = 'a file that is not there'; id = 'QlikRecovery*'; change = { [pscustomobject]@{ Path = "$($entries[0].Path).gone"; Id = $entries[0].Id } } }
        @{ what = 'a connection'; id = 'QlikInputInvalid'; change = { Get-QlikDataConnection -First 1 } }
        @{ what = 'a text'; id = 'QlikInputInvalid'; change = { 'doomed 1' } }
    ) {
        New-Doomed | Remove-QlikDataConnection -Force
        $entries = Restore-QlikDataConnection -List
        $restored = (& $change), $entries[2] | Restore-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $restored.Name | Should -Be 'doomed 3'
        @($problem).Count | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}

Describe 'A creation of Restore whose answer is a 500' {
    AfterEach {
        Clear-ServerFault $server
        Get-QlikDataConnection 'doomed *' | Remove-QlikDataConnection -Force -NoRecovery
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse }
    }

    It 'is not sent for a property that no entry has: one error for the command, <what>' -ForEach @(
        @{ what = 'piped'; run = { Restore-QlikDataConnection -List | Restore-QlikDataConnection -Property @{ nowhere = 1 } -ErrorAction SilentlyContinue } }
        @{ what = 'by name'; run = { Restore-QlikDataConnection 'doomed *' -Property @{ nowhere = 1 } -ErrorAction SilentlyContinue } }
        @{ what = 'rehearsed'; run = { Restore-QlikDataConnection 'doomed *' -Property @{ nowhere = 1 } -WhatIf -ErrorAction SilentlyContinue } }
    ) {
        New-Doomed | Remove-QlikDataConnection -Force
        Clear-ServerRequest $server
        $run | Should -Throw -ErrorId 'QlikPropertyInvalid,*'
        @(Sent).Count | Should -Be 0
    }

    It 'is looked up: <what>' -ForEach @(@{ what = 'not made'; kind = 'status' }, @{ what = 'made'; kind = 'statusAfter' }) {
        New-Doomed | Remove-QlikDataConnection -Force
        Add-ServerFault $server @{ method = 'POST'; path = '/data-connections'; kind = $kind; status = 500; times = 1 }
        $restored = Restore-QlikDataConnection -List | Restore-QlikDataConnection -ErrorAction Stop
        $restored.Name | Should -Be 'doomed 1', 'doomed 2', 'doomed 3'
        (Get-QlikDataConnection 'doomed *').Id | Sort-Object | Should -Be ($restored.Id | Sort-Object)
    }
}
