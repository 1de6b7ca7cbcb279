# Rows: which connection each means, what its columns do, and that all rows of a connection are one change.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Subject { param($Space = 'HR') New-QlikDataConnection "row $([guid]::NewGuid())" rest -Space $Space -Tag old -Property @{ url = 'https://x.test' } }
    function Read-Subject { param($Subject) Get-QlikDataConnection -Id $Subject.Id }

    # Runs a cmdlet in words that -WhatIf and -Confirm show.
    function Read-Question {
        param([string] $Script, [hashtable] $Variable)
        $seen = Invoke-InRunspace "`$null = Connect-QlikSession '$($server.url)' -ApiKey (ConvertTo-SecureString '$($server.apiKey)' -AsPlainText -Force) -Name server; $Script -Confirm:`$false -Verbose" $Variable
        "$($seen.Verbose)"
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'Rows' {
BeforeEach { Clear-ServerRequest $server }
AfterEach { Clear-ServerFault $server }

Describe 'Which connection a row means' {
    It '<cmdlet>: a row whose Id contradicts its <column> is an error, and nothing is sent for it' -ForEach @(
        foreach ($cmdlet in 'Set', 'Move', 'Remove') { foreach ($column in 'Name', 'SpaceName') { @{ cmdlet = $cmdlet; column = $column } } }
    ) {
        $subject, $other = (New-Subject), (New-Subject)
        Clear-ServerRequest $server
        $row = [pscustomobject]@{ Id = $subject.Id; $column = 'Harmless' }
        $run = switch ($cmdlet) {
            'Set' { { $row, $other | Set-QlikDataConnection -NewName { "new $($_.Id)" } -ErrorVariable problem -ErrorAction SilentlyContinue } }
            'Move' { { $row, $other | Move-QlikDataConnectionOwner -Owner anna@acme.test -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction Ignore } }
            'Remove' { { $row, $other | Remove-QlikDataConnection -Confirm:$false -NoRecovery -ErrorVariable problem -ErrorAction SilentlyContinue } }
        }
        . $run
        $problem.Count | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputContradiction,*'
        $problem.TargetObject | Should -Be $row
        $now = Read-Subject $subject
        $now.Name, $now.OwnerName | Should -Be $subject.Name, $subject.OwnerName
        @(Sent).Count | Should -Be 1 -Because 'the other one was changed'
    }

    It 'names the connection as the server has it, not as the row does' {
        $subject = New-Subject
        $row = [pscustomobject]@{ Id = "$($subject.Id)"; Name = $subject.Name.ToUpperInvariant() }
        Read-Question '$row | Remove-QlikDataConnection -NoRecovery' @{ row = $row } | Should -Match ([regex]::Escape("`"$($subject.Name) (space HR)`""))
    }

    It 'takes a row that an earlier run has changed for what it was' {
        $subject = New-Subject
        $row = [pscustomobject]@{ Id = $subject.Id; Name = $subject.Name; SpaceName = 'HR'; NewName = "again $($subject.Id)"; Space = 'Archive' }
        $row | Set-QlikDataConnection -ErrorAction Stop
        Clear-ServerRequest $server
        $row | Set-QlikDataConnection -ErrorAction Stop
        @(Sent).Count | Should -Be 0
    }

    It 'refuses <what> by its type: <how>' -ForEach @(
        foreach ($how in 'live', 'CLIXML', 'selected') {
            @{ what = 'a user'; how = $how; get = { Get-QlikUser mei@acme.test } }
            @{ what = 'a space'; how = $how; get = { Get-QlikSpace HR } }
            @{ what = 'a data source'; how = $how; get = { Get-QlikDataSource rest } }
            @{ what = 'a saved deletion'; how = $how; get = { New-Subject | Remove-QlikDataConnection -Force -RecoveryPath $TestDrive; Restore-QlikDataConnection -List -RecoveryPath $TestDrive | Select-Object -First 1 } }
        }
    ) {
        $object = & $get
        Clear-ServerRequest $server
        if ($how -eq 'CLIXML') { Export-Clixml (Join-Path $TestDrive 'o.xml') -InputObject $object; $object = Import-Clixml (Join-Path $TestDrive 'o.xml') }
        if ($how -eq 'selected') { $object = $object | Select-Object -Property * }
        foreach ($run in { $object | Remove-QlikDataConnection -Force }, { $object | Move-QlikDataConnectionOwner -Owner mei@acme.test }, { $object | Set-QlikDataConnection -AddTag x }) {
            $problem = & { $ErrorActionPreference = 'Continue'; & $run } 2>&1
            @($problem).Count | Should -Be 1
            $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
            "$problem" | Should -Match 'not a data connection'
        }
        @(Sent).Count | Should -Be 0
    }

    It 'takes what Select-Object made of a connection for a row, whose columns count' {
        $sql = New-QlikDataConnection "sql $([guid]::NewGuid())" mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-Secret 'p') }
        $sql | Select-Object Id, @{ n = 'SeparateCredentials'; e = { 'True' } } | Set-QlikDataConnection -ErrorAction Stop
        (Read-Subject $sql).SeparateCredentials | Should -BeTrue
    }

    It 'refuses an Id and a ConnectionId that differ' {
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; ConnectionId = [guid]::NewGuid() } | Remove-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputContradiction,*'
    }
}

Describe 'All rows of a connection are one change' {
    It 'tags unite, in one request' {
        $subject = New-Subject
        Clear-ServerRequest $server
        'a', 'b', 'c' | ForEach-Object { [pscustomobject]@{ Name = $subject.Name; AddTag = $_ } } | Set-QlikDataConnection -ErrorAction Stop
        @(Sent).Count | Should -Be 1
        $tags = (Read-Subject $subject).Tags
        'old', 'a', 'b', 'c' | ForEach-Object { $tags | Should -Contain $_ }
    }

    It 'one connection, named in three ways, with three columns' {
        $subject = New-Subject
        Clear-ServerRequest $server
        [pscustomobject]@{ Id = $subject.Id; NewName = "three $($subject.Id)" }, [pscustomobject]@{ Name = $subject.Name; AddTag = 'x' }, [pscustomobject]@{ ConnectionId = $subject.Id; RemoveTag = 'old'; NewName = "three $($subject.Id)" } |
            Set-QlikDataConnection -ErrorAction Stop
        @(Sent).Count | Should -Be 1
        $now = Read-Subject $subject
        $now.Name | Should -Be "three $($subject.Id)"
        $now.Tags | Should -Contain 'x'
        $now.Tags | Should -Not -Contain 'old'
    }

    It 'shows the folded change under -WhatIf' {
        $subject = New-Subject
        $rows = 'a', 'b' | ForEach-Object { [pscustomobject]@{ Id = $subject.Id; AddTag = $_ } }
        $seen = Read-Question '$rows | Set-QlikDataConnection' @{ rows = $rows }
        $seen | Should -Match "tags \(add 'a', add 'b'\)"
        $seen | Should -Match '1 done, 0 unchanged, 0 failed'
    }

    It '<column>: two values are one error that names both rows, and nothing is sent' -ForEach @(
        @{ column = 'NewName'; values = 'one', 'two' }
        @{ column = 'Space'; values = 'Archive', 'Sales' }
        @{ column = 'Tag'; values = 'a', 'b' }
        @{ column = 'CredentialId'; values = [guid]::NewGuid(), [guid]::NewGuid() }
        @{ column = 'ConnectionString'; values = 'a', 'b' }
        @{ column = 'SeparateCredentials'; values = 'True', 'False' }
        @{ column = 'Property'; values = @{ url = 'https://1.test' }, @{ url = 'https://2.test' } }
    ) {
        $subject, $other = (New-Subject), (New-Subject)
        Clear-ServerRequest $server
        $rows = [pscustomobject]@{ Id = $other.Id; $column = $null }, [pscustomobject]@{ Id = $subject.Id; $column = $values[0] }, [pscustomobject]@{ Id = $subject.Id; $column = $values[1] }
        $rows | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputContradiction,*'
        "$problem" | Should -Match "rows 2 and 3 .*$column"
        @(Sent).Count | Should -Be 0
    }

    It 'two owners likewise; the same owner twice counts once' {
        $subject, $other = (New-Subject), (New-Subject)
        $owner = @{ mei = 'mei@acme.test'; anna = 'anna@acme.test'; id = (Get-QlikUser mei@acme.test).Id }
        Clear-ServerRequest $server
        [pscustomobject]@{ Id = $subject.Id; Owner = $owner.mei }, [pscustomobject]@{ Id = $other.Id; Owner = $owner.mei }, [pscustomobject]@{ Id = $subject.Id; Owner = $owner.anna }, [pscustomobject]@{ Id = $other.Id; Owner = $owner.id } |
            Move-QlikDataConnectionOwner -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction Ignore
        $problem.Count | Should -Be 1
        "$problem" | Should -Match 'rows 1 and 3'
        @(Sent).Count | Should -Be 1
        (Read-Subject $subject).OwnerName, (Read-Subject $other).OwnerName | Should -Be $subject.OwnerName, 'Mei Lin'
    }

    It 'a tag that one row adds and another removes is a contradiction' {
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; AddTag = 'x' }, [pscustomobject]@{ Id = $subject.Id; RemoveTag = 'X' } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputContradiction,*'
    }

    It 'a connection that comes twice is removed once' {
        $subject = New-Subject
        Clear-ServerRequest $server
        $subject, "$($subject.Id)", $subject.Name, [pscustomobject]@{ Id = $subject.Id } | Remove-QlikDataConnection -Force -ErrorAction Stop
        @(Sent).Count | Should -Be 1
    }

    It 'the rows of a contradiction can be piped again from the error' {
        $subject = New-Subject
        $rows = 'one', 'two' | ForEach-Object { [pscustomobject]@{ Id = $subject.Id; NewName = $_ } }
        $rows | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.TargetObject | Should -Be $rows
    }
}

Describe 'One name for several' {
    It 'of a space is refused before anything is sent; of two spaces it is not' {
        $a, $b, $c = (New-Subject), (New-Subject), (New-Subject Archive)
        $name = "same $($a.Id)"
        Clear-ServerRequest $server
        $a, $b, $c | Set-QlikDataConnection -NewName $name -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'QlikInputContradiction,*'
        $problem.TargetObject.Id | Should -Be $a.Id, $b.Id
        @(Sent).Count | Should -Be 1
        (Read-Subject $c).Name | Should -Be $name
    }

    It 'also where a move brings them together' {
        $a = New-Subject
        $b = New-QlikDataConnection $a.Name rest -Space Sales -Property @{ url = 'https://x.test' }
        Clear-ServerRequest $server
        $a, $b | Set-QlikDataConnection -Space Archive -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        @(Sent).Count | Should -Be 0
    }

    It 'a name that another of the command still has is a conflict that says so' {
        $a, $b = (New-Subject), (New-Subject)
        $rows = [pscustomobject]@{ Id = $a.Id; NewName = $b.Name }, [pscustomobject]@{ Id = $b.Id; NewName = $a.Name }
        Clear-ServerRequest $server
        $rows | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'QlikConflict,*'
        "$problem" | Should -Match 'three commands'
        @(Sent).Count | Should -Be 0
    }
}

Describe 'Columns' {
    It 'that nothing uses are named once, and only those' {
        $subjects = (New-Subject), (New-Subject)
        $rows = $subjects | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Name = $_.Name; SpaceName = 'HR'; Session = 'server'; AddTag = 'seen'; AddTags = 'misspelled'; Owner = 'anna@acme.test'; Empty = '' } }
        $rows | Set-QlikDataConnection -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        @($warned).Count | Should -Be 1
        "$warned" | Should -Match 'not used: AddTags, Owner\.'
    }

    It 'that a parameter on the command line makes useless are named' {
        $subject = New-Subject
        [pscustomobject]@{ Id = $subject.Id; AddTag = 'row' } | Set-QlikDataConnection -AddTag line -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -Match 'not used: AddTag'
        (Read-Subject $subject).Tags | Should -Not -Contain 'row'
    }

    It 'that only say what a connection has are named when they were edited' {
        $subject = New-Subject
        $subject | Export-Csv (Join-Path $TestDrive 'c.csv')
        $row = Import-Csv (Join-Path $TestDrive 'c.csv')
        $row | Move-QlikDataConnectionOwner -Owner anna@acme.test -WhatIf -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -BeNullOrEmpty
        $row.OwnerName = 'Mei Lin'
        $row | Set-QlikDataConnection -AddTag x -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -Match 'no effect: OwnerName'
    }

    It 'of objects are not named: <how>' -ForEach @(
        @{ how = 'live'; through = { $args[0] } }
        @{ how = 'CLIXML'; through = { Export-Clixml (Join-Path $TestDrive 'o.xml') -InputObject $args[0]; Import-Clixml (Join-Path $TestDrive 'o.xml') } }
        @{ how = 'JSON'; through = { $args[0] | ConvertTo-Json -Depth 4 | ConvertFrom-Json } }
        @{ how = 'CSV'; through = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ how = 'a job'; through = { Start-Job { $args[0] } -ArgumentList $args[0] | Receive-Job -Wait -AutoRemoveJob } }
        @{ how = 'Select-Object'; through = { $args[0] | Select-Object -Property * } }
    ) {
        $subject = New-Subject
        & $through $subject | Set-QlikDataConnection -AddTag seen -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -BeNullOrEmpty
        $now = Read-Subject $subject
        $now.Tags | Should -Contain 'seen'
        $now.ConnectionString | Should -Be $subject.ConnectionString
    }

    It 'SeparateCredentials and CredentialName work like the parameters' {
        $sql = New-QlikDataConnection "sql $([guid]::NewGuid())" mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-Secret 'p') }
        [pscustomobject]@{ Id = $sql.Id; SeparateCredentials = 'true' } | Set-QlikDataConnection -ErrorAction Stop
        (Read-Subject $sql).SeparateCredentials | Should -BeTrue
    }

    It '<column> that cannot be read is one error for the row, and nothing is sent' -ForEach @(
        @{ column = 'SeparateCredentials'; value = 'perhaps' }
        @{ column = 'Architecture'; value = 'X65' }
        @{ column = 'LogOn'; value = 'Nobody' }
        @{ column = 'CredentialId'; value = 'not an id' }
    ) {
        $subject = New-Subject
        Clear-ServerRequest $server
        [pscustomobject]@{ Id = $subject.Id; $column = $value; AddTag = 'z' } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        @(Sent).Count | Should -Be 0
    }

    It 'that are <empty> leave what they stand for, in Set' -ForEach @(@{ empty = 'empty'; value = '' }, @{ empty = 'null'; value = $null }, @{ empty = 'blank'; value = ' ' }) {
        $subject = New-Subject
        $row = [ordered]@{ Id = $subject.Id; AddTag = 'cell' }
        foreach ($column in 'NewName', 'Space', 'Tag', 'RemoveTag', 'ConnectionString', 'Property', 'CustomProperty', 'Type', 'Architecture', 'LogOn', 'CredentialId', 'SeparateCredentials', 'CredentialName', 'DataSourceId') { $row[$column] = $value }
        [pscustomobject] $row | Set-QlikDataConnection -ErrorAction Stop -WarningAction Stop
        $now = Read-Subject $subject
        $now.Tags | Should -Contain 'cell'
        $now.Tags | Should -Contain 'old'
        $now.Name, $now.SpaceName, $now.ConnectionString, $now.SeparateCredentials | Should -Be $subject.Name, 'HR', $subject.ConnectionString, $false
    }

    It 'that are <empty> leave owner and space, in Move' -ForEach @(@{ empty = 'empty'; value = '' }, @{ empty = 'null'; value = $null }, @{ empty = 'blank'; value = ' ' }) {
        $a, $b = (New-Subject), (New-Subject)
        Clear-ServerRequest $server
        [pscustomobject]@{ Id = $a.Id; Owner = $value; Space = 'Archive' }, [pscustomobject]@{ Id = $b.Id; Owner = 'anna@acme.test'; Space = $value }, [pscustomobject]@{ Id = $b.Id; Owner = $value; Space = $value } |
            Move-QlikDataConnectionOwner -ErrorAction Stop -WarningAction Ignore
        (Read-Subject $a).OwnerName, (Read-Subject $a).SpaceName | Should -Be $a.OwnerName, 'Archive'
        (Read-Subject $b).OwnerName, (Read-Subject $b).SpaceName | Should -Be 'Anna Berg', 'HR'
    }
}

Describe 'A wrong value' {
    It '<what> on the command line is one terminating error before anything is sent' -ForEach @(
        @{ what = 'an owner'; id = 'QlikUserNotFound'; run = { $subjects | Move-QlikDataConnectionOwner -Owner nobody@acme.test } }
        @{ what = 'a space of Move'; id = 'QlikSpaceNotFound'; run = { $subjects | Move-QlikDataConnectionOwner -Owner anna@acme.test -Space Nowhere } }
        @{ what = 'a space of Set'; id = 'QlikSpaceNotFound'; run = { $subjects | Set-QlikDataConnection -Space Nowhere } }
        @{ what = 'a data source of Set'; id = 'QlikDataSourceNotFound'; run = { $subjects | Set-QlikDataConnection -DataSourceId nosuch -Force } }
        @{ what = 'a property of a rebuild'; id = 'QlikPropertyInvalid'; run = { $subjects | Set-QlikDataConnection -DataSourceId rest -Rebuild -Property @{ nowhere = 1 } -Force } }
        @{ what = 'a property of Set'; id = 'QlikPropertyInvalid'; run = { $subjects | Set-QlikDataConnection -Property @{ nowhere = 1 } } }
        @{ what = 'a property of Set that is to be removed'; id = 'QlikPropertyInvalid'; run = { $subjects | Set-QlikDataConnection -Property @{ nowhere = $null } } }
        @{ what = 'a data source of New'; id = 'QlikDataSourceNotFound'; run = { $subjects | ForEach-Object { [pscustomobject]@{ Name = "new $($_.Id)" } } | New-QlikDataConnection -DataSourceId nosuch -Property @{ url = 'https://x.test' } } }
        @{ what = 'a property of New'; id = 'QlikPropertyInvalid'; run = { $subjects | ForEach-Object { [pscustomobject]@{ Name = "new $($_.Id)" } } | New-QlikDataConnection -DataSourceId rest -Property @{ nowhere = 1 } } }
        @{ what = 'a tag'; id = 'QlikTagInvalid'; run = { $subjects | Set-QlikDataConnection -AddTag ('x' * 257) } }
    ) {
        $subjects = (New-Subject), (New-Subject), (New-Subject)
        Clear-ServerRequest $server
        $run | Should -Throw -ErrorId "$id,*"
        @(Sent).Count | Should -Be 0
    }

    It 'that only some data sources refuse is the error of their connections' {
        $rest = New-Subject
        $login = [pscredential]::new('u', (ConvertTo-Secret 'p'))
        $sql = New-QlikDataConnection "sql $([guid]::NewGuid())" mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-Secret 'p') }
        $rest, $sql | Set-QlikDataConnection -Property @{ url = 'https://y.test' } -Credential $login -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPropertyInvalid,*'
        $problem.TargetObject.Id | Should -Be $sql.Id
        (Get-QlikDataConnection -Id $rest.Id -Detailed).Properties['url'] | Should -Be 'https://y.test'
    }

    It 'in the row of New, a <what>, is the error of that row' -ForEach @(
        @{ what = 'data source'; id = 'QlikDataSourceNotFound'; row = @{ DataSourceId = 'nosuch' } }
        @{ what = 'property'; id = 'QlikPropertyInvalid'; row = @{ Property = @{ nowhere = 1 } } }
    ) {
        $names = 1..3 | ForEach-Object { "new $([guid]::NewGuid())" }
        $rows = $names | ForEach-Object { [pscustomobject]@{ Name = $_; DataSourceId = 'rest'; Property = @{ url = 'https://x.test' } } }
        foreach ($key in $row.Keys) { $rows[1].$key = $row[$key] }
        $made = $rows | New-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $made.Name | Should -Be $names[0], $names[2]
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'in a row is the error of that row, and looked up once' {
        $subjects = 1..4 | ForEach-Object { New-Subject }
        Clear-ServerRequest $server
        $subjects | ForEach-Object { [pscustomobject]@{ Id = $_.Id; Owner = ($_.Id -eq $subjects[2].Id) ? 'anna@acme.test' : 'nobody@acme.test' } } |
            Move-QlikDataConnectionOwner -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction Ignore
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikUserNotFound,*'
        $problem.Count | Should -Be 3
        @(Sent).Count | Should -Be 1
        @(Get-ServerRequest $server | Where-Object { $_.path -like '*users*' -and "$($_.path)$($_.query)" -match 'nobody' }).Count | Should -BeLessOrEqual 2
    }
}

Describe 'Many rows' {
    BeforeAll {
        Add-ServerConnection $server 400
        $script:many = @(Get-QlikDataConnection)
        $script:pages = [math]::Ceiling($many.Count / 100)
    }

    It '<how>: looked up in as many requests as the list has pages' -ForEach @(
        @{ how = 'ids'; row = { [pscustomobject]@{ Id = "$($_.Id)"; AddTag = 'm1' } } }
        @{ how = 'names and spaces'; row = { [pscustomobject]@{ Name = $_.Name; SpaceName = $_.SpaceName; AddTag = 'm2' } } }
        @{ how = 'ids and names'; row = { [pscustomobject]@{ Id = "$($_.Id)"; Name = $_.Name; AddTag = 'm3' } } }
        @{ how = 'ids as text'; row = { "$($_.Id)" } }
    ) {
        $rows = $many | Where-Object Name -Like 'bulk_*' | ForEach-Object $row
        Clear-ServerRequest $server
        $rows | Set-QlikDataConnection -AddTag seen -WhatIf -WarningAction Ignore -ErrorAction Stop
        @(Get-ServerRequest $server | Where-Object path -Like '*data-connections*').Count | Should -BeLessOrEqual $pages
    }

    It 'few are read one by one, as many at once as -ThrottleLimit says' {
        $rows = $many | Where-Object Name -Like 'bulk_*' | Select-Object -First 20 -Property Id
        Set-ServerLatency $server 40
        $null = Invoke-Control $server concurrency Delete
        $rows | Set-QlikDataConnection -AddTag seen -WhatIf -ThrottleLimit 5 -ErrorAction Stop
        Set-ServerLatency $server 0
        (Invoke-Control $server concurrency).most | Should -Be 5
        @(Get-ServerRequest $server | Where-Object path -Like '*data-connections/*').Count | Should -Be 20
    }

    It 'keep the order of the input, unchanged ones among them' {
        $rows = $many | Where-Object Name -Like 'bulk_*' | Select-Object -First 12
        $null = $rows[3], $rows[7] | Set-QlikDataConnection -AddTag kept
        $out = $rows.Id | Set-QlikDataConnection -AddTag kept -PassThru
        $out.Id | Should -Be $rows.Id
    }
}

Describe 'Tags on Qlik Cloud' {
    It 'that somebody else added since the plan was made are kept' {
        $subject = New-Subject
        # The session uses what it read a moment ago; this bypasses it.
        $headers = @{ Authorization = "Bearer $($server.apiKey)" }
        $body = ConvertTo-Json -InputObject @(@{ op = 'replace'; path = '/tags'; value = @('old', 'theirs') })
        $null = Invoke-RestMethod "$($server.url)/api/v1/data-connections/$($subject.Id)" -Method Patch -Headers $headers -Body $body -ContentType 'application/json' -SkipCertificateCheck
        $subject | Set-QlikDataConnection -AddTag ours -RemoveTag old -ErrorAction Stop
        $tags = (Read-Subject $subject).Tags
        'theirs', 'ours' | ForEach-Object { $tags | Should -Contain $_ }
        $tags | Should -Not -Contain 'old'
    }
}

Describe 'One bad response in the middle' {
    It 'of <cmdlet> fails that connection, and the rest goes on' -ForEach @(@{ cmdlet = 'Set' }, @{ cmdlet = 'Remove' }) {
        $subjects = 1..3 | ForEach-Object { New-Subject }
        $ids = [guid[]] $subjects.Id
        Add-ServerFault $server @{ method = 'GET'; path = "$($ids[1])"; kind = 'status'; status = 200; body = '[]'; times = 9 }
        $null = if ($cmdlet -eq 'Set') { $ids | Set-QlikDataConnection -NewName { "n $_" } -ErrorVariable problem -ErrorAction SilentlyContinue }
        else { $ids | Remove-QlikDataConnection -Force -NoRecovery -ErrorVariable problem -ErrorAction SilentlyContinue }
        Clear-ServerFault $server
        $problem.Count | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikUnexpectedResponse,*'
        $problem.TargetObject | Should -Be $ids[1]
    }
}
}
