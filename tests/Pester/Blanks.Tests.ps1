# What is empty: a cell of a row leaves a value as it is; elsewhere an empty value is a mistake, and is said to be one.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
    function Sent { param($Server = $server) @(Get-ServerRequest $Server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Subject { param($Space = 'HR') New-QlikDataConnection "blank $([guid]::NewGuid())" rest -Space $Space -Tag old -Property @{ url = 'https://x.test' } }
    $script:subject = New-Subject
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'A script block' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerRequest $site }

    It 'of -<parameter> that returns $null is an error of the item that names the parameter' -ForEach @(
        @{ parameter = 'Owner'; run = { $subject | Move-QlikDataConnectionOwner -Owner { if ($true) { $_.OwnrName } } -ErrorVariable problem -ErrorAction SilentlyContinue } }
        @{ parameter = 'Space'; run = { $subject | Move-QlikDataConnectionOwner -Owner { $_.OwnerId } -Space { if ($true) { $_.Spacee } } -ErrorVariable problem -ErrorAction SilentlyContinue } }
        foreach ($name in 'Space', 'NewName', 'Tag', 'AddTag', 'RemoveTag', 'ConnectionString', 'Property', 'CustomProperty', 'Type', 'Architecture', 'LogOn', 'CredentialId', 'SeparateCredentials', 'CredentialName', 'DataSourceId') {
            @{ parameter = $name; run = { $block = @{ $parameter = { if ($true) { $_.Misspelled } } }; $subject | Set-QlikDataConnection @block -ErrorVariable problem -ErrorAction SilentlyContinue } }
        }
    ) {
        . $run
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        "$problem" | Should -BeLike "*the script block of -$parameter returned nothing*"
        @(Sent).Count | Should -Be 0
    }

    It 'that returns $null for one row does not keep the others from being done' {
        $rows = [pscustomobject]@{ Id = $subject.Id; Extra = 'seen' }, [pscustomobject]@{ Id = (New-Subject).Id }
        $rows | Set-QlikDataConnection -AddTag { $_.Extra } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'seen'
    }

    It 'of -<parameter> that reads an empty cell leaves the value' -ForEach @(
        foreach ($name in 'Space', 'NewName', 'Tag', 'AddTag', 'ConnectionString', 'Architecture', 'SeparateCredentials') { @{ parameter = $name } }
    ) {
        $block = @{ $parameter = { $_.Wanted } }
        # The second line is short: its Wanted is $null.
        "Id,Wanted`n$($subject.Id),`n$($subject.Id)" | ConvertFrom-Csv | Set-QlikDataConnection @block -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        @(Sent).Count | Should -Be 0
    }

    It 'that reads a property that the input does not have is refused<how>, and suggests the right one' -ForEach @{ how = ''; splat = @{} }, @{ how = ' with -WhatIf'; splat = @{ WhatIf = $true } } {
        $before = (Get-QlikDataConnection -Id $subject.Id).Name
        Clear-ServerRequest $server
        $subject | Set-QlikDataConnection -NewName { $_.Nmae + '_old' } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        "$problem" | Should -BeLike "*the script block of -NewName reads the property 'Nmae'*Did you mean 'Name'*"
        [pscustomobject]@{ Id = $subject.Id } | Set-QlikDataConnection -NewName { "$($_.Nmae)_old" } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        "$problem" | Should -BeLike "*'Nmae'*"
        "$($subject.Name)" | Set-QlikDataConnection -NewName { "$($_.Name)_old" } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        "$problem" | Should -BeLike "*'Name'*"
        $subject | Move-QlikDataConnectionOwner -Owner { $PSItem.OwnrId } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        "$problem" | Should -BeLike "*'OwnrId'*"
        @{ Id = $subject.Id; Name = $subject.Name } | Set-QlikDataConnection -AddTag { $_.Tg } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        "$problem" | Should -BeLike "*'Tg'*"
        [pscustomobject]@{ Name = 'new one'; Url = 'https://x.test' } | New-QlikDataConnection -DataSourceId rest -Space HR -Property { @{ url = $_.Ulr } } -ErrorVariable problem -ErrorAction SilentlyContinue @splat
        "$problem" | Should -BeLike "*'Ulr'*Did you mean 'Url'*"
        @(Sent).Count | Should -Be 0
        (Get-QlikDataConnection -Id $subject.Id).Name | Should -Be $before
    }

    It 'that calls a method of a misspelled property is explained once: <what>' -ForEach @(
        @{ what = 'Set -NewName'; parameter = 'NewName'; run = { Get-QlikDataConnection -Space HR | Set-QlikDataConnection -NewName { $_.Nmae.ToUpper() } @how } }
        @{ what = 'Move -Owner'; parameter = 'Owner'; run = { Get-QlikDataConnection -Space HR | Move-QlikDataConnectionOwner -Owner { $_.OwnerNmae.Trim() } @how } }
        @{ what = 'New -Name'; parameter = 'Name'; run = { Get-QlikDataConnection -Space HR | New-QlikDataConnection -Name { $_.Nmae.ToUpper() } @how } }
        @{ what = 'Set -ConnectionString'; parameter = 'ConnectionString'
            run = { Get-QlikDataConnection -Space HR | Set-QlikDataConnection -ConnectionString { $_.ConnectionStrin.Replace('a', 'b') } @how } }
    ) {
        $how = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue'; WarningVariable = 'warned' }
        . $run
        @($warned).Count | Should -Be 1
        "$warned" | Should -BeLike "*Nothing was changed*script block of -$parameter reads the property*Did you mean '*Name*'*".Replace('*Name*', $(if ($parameter -eq 'ConnectionString') { 'ConnectionString' } else { '*Name' }))
        @(Sent).Count | Should -Be 0
    }

    It 'that reads a column of its own is not called misspelled' {
        "Id,Nmae`n$($subject.Id),$($subject.Name)" | ConvertFrom-Csv | Set-QlikDataConnection -NewName { $_.Nmae.Trim() } -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        $warned | Should -BeNullOrEmpty
    }

    It 'may ask whether there is a property: <block>' -ForEach @(
        @{ block = { if ($_.Wanted) { $_.Wanted } else { 'asked' } } }
        @{ block = { $_.Tags.Where({ $_.Length -gt 99 }) + 'asked' } }
        @{ block = { ($_.PSObject.Properties['Wanted'].Value, 'asked').Where({ $_ })[0] } }
        @{ block = { $_.ToString().Length ; 'asked' } }
    ) {
        $subject | Set-QlikDataConnection -AddTag $block -ErrorAction Stop
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'asked'
        $subject | Set-QlikDataConnection -RemoveTag asked -ErrorAction Stop
    }

    It 'may read every column' {
        'Name,Environment', 'CRM test,Test' | ConvertFrom-Csv | Set-QlikDataConnection -Session site -CustomProperty { @{ Environment = $_.Environment } } -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        (Get-QlikDataConnection 'CRM test' -Session site).CustomProperties['Environment'] | Should -Be 'Test'
    }

    It 'of New-QlikDataConnection may read every column too' {
        'Name,Url', 'blank new,https://x.test' | ConvertFrom-Csv |
            New-QlikDataConnection -DataSourceId rest -Space HR -Property { @{ url = $_.Url } } -WarningVariable warned -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
    }

    It 'is needed for that: without one, unknown columns are named also after a row that had more columns' {
        [pscustomobject]@{ Id = $subject.Id; AddTag = 'a'; Space = $null }, [pscustomobject]@{ Id = $subject.Id; AddTags = 'b' } |
            Set-QlikDataConnection -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        "$warned" | Should -BeLike '*not used: AddTags.'
    }
}

Describe 'A table of a script block' {
    It 'leaves what has an empty cell as it is: <what>' -ForEach @(
        @{ what = 'a property'; cell = '' }
        @{ what = 'a property, of a blank'; cell = ' ' }
    ) {
        $made = New-QlikDataConnection -Name "table $([guid]::NewGuid())" -Space HR -DataSourceId mssql -Property @{ host = 'db1'; database = 'dwh' } -Session server
        $row = [pscustomobject]@{ Id = $made.Id; Port = '1434'; Db = $cell }
        $changed = $row | Set-QlikDataConnection -Property { @{ port = $_.Port; database = $_.Db } } -Session server -PassThru
        $after = Get-QlikDataConnection -Id $made.Id -Detailed -Session server
        $after.Properties['port'], $after.Properties['database'] | Should -Be '1434', 'dwh'
        $row | Set-QlikDataConnection -Property { @{ database = $_.Db } } -Session server -PassThru | ForEach-Object Id | Should -Be $made.Id
        (Get-QlikDataConnection -Id $made.Id -Detailed -Session server).Properties['database'] | Should -Be 'dwh'
    }
}

Describe 'The command line' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerRequest $site }

    It '<command> is refused before anything is read' -ForEach @(
        foreach ($blank in '$null', "''", "'   '") {
            @{ command = "Move-QlikDataConnectionOwner CRM -Owner $blank"; parameter = 'Owner' }
            @{ command = "Move-QlikDataConnectionOwner CRM -Owner anna@acme.test -Space $blank"; parameter = 'Space' }
            foreach ($name in 'NewName', 'Space', 'Tag', 'AddTag', 'RemoveTag', 'ConnectionString', 'Type', 'Architecture', 'LogOn', 'CredentialId', 'SeparateCredentials', 'CredentialName', 'DataSourceId') {
                @{ command = "Set-QlikDataConnection CRM -$name $blank"; parameter = $name }
            }
        }
        @{ command = 'Set-QlikDataConnection CRM -Property $null'; parameter = 'Property' }
        @{ command = 'Set-QlikDataConnection CRM -CustomProperty $null'; parameter = 'CustomProperty' }
        @{ command = 'Get-QlikDataConnection CRM | Set-QlikDataConnection -NewName $undefined'; parameter = 'NewName' }
    ) {
        $caught = try { Invoke-Expression $command } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        # A new owner cannot be left out.
        "$caught" | Should -BeLike "*the value of -$parameter is empty.$(if ($parameter -ne 'Owner') { "*leave out -$parameter*" })"
        @(Sent).Count | Should -Be 0
    }

    It 'says how tags are removed' {
        { Set-QlikDataConnection -Id $subject.Id -Tag '' -ErrorAction Stop } | Should -Throw '*use -Tag @()*'
        Set-QlikDataConnection -Id $subject.Id -Tag @() -ErrorAction Stop
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Not -Contain 'old'
    }

    It 'without a change (<what>) gives one warning' -ForEach @(
        @{ what = 'a name'; run = { Set-QlikDataConnection $subject.Name -WarningVariable warned -WarningAction SilentlyContinue } }
        @{ what = 'connections'; run = { $subject, (New-Subject) | Set-QlikDataConnection -WarningVariable warned -WarningAction SilentlyContinue } }
        @{ what = 'an empty table'; run = { $subject | Set-QlikDataConnection -Property @{} -WarningVariable warned -WarningAction SilentlyContinue } }
        @{ what = 'no tags to add'; run = { $subject | Set-QlikDataConnection -AddTag @() -WarningVariable warned -WarningAction SilentlyContinue } }
    ) {
        . $run
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike 'Nothing to change was given.*'
    }

    It 'with a change gives no such warning, and neither does a row of empty cells' {
        $subject | Set-QlikDataConnection -AddTag x -WarningVariable +warned -WarningAction SilentlyContinue
        [pscustomobject]@{ Id = $subject.Id; NewName = '' } | Set-QlikDataConnection -WarningVariable +warned -WarningAction SilentlyContinue
        $subject | Remove-QlikDataConnection -WhatIf -WarningVariable +warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'An id in the place of the name' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerRequest $site }

    It '<cmdlet>: <what>' -ForEach @(
        foreach ($cmdlet in 'Set', 'Move', 'Remove') {
            @{ cmdlet = $cmdlet; what = 'a UUID'; of = { $args[0].Id } }
            @{ cmdlet = $cmdlet; what = 'the text of one'; of = { "$($args[0].Id)" } }
            @{ cmdlet = $cmdlet; what = 'the connection'; of = { $args[0] } }
        }
    ) {
        $one = New-Subject
        $given = & $of $one
        switch ($cmdlet) {
            'Set' { Set-QlikDataConnection $given -AddTag byid -ErrorAction Stop; (Get-QlikDataConnection -Id $one.Id).Tags | Should -Contain 'byid' }
            'Move' { Move-QlikDataConnectionOwner $given -Owner anna@acme.test -ErrorAction Stop -WarningAction Ignore; (Get-QlikDataConnection -Id $one.Id).OwnerId | Should -Not -Be $one.OwnerId }
            'Remove' { Remove-QlikDataConnection $given -Force -NoRecovery -ErrorAction Stop; { Get-QlikDataConnection -Id $one.Id -ErrorAction Stop } | Should -Throw }
        }
    }
}

Describe 'A row' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerRequest $site }

    It 'of empty cells is an error that says so' {
        'Id,Name,AddTag', ',,', "$($subject.Id),,done" | ConvertFrom-Csv | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Be 'The input cannot be used: the row is empty.'
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'done'
    }

    It 'whose name is not in its space is an error that names the space' {
        $row = 'Name,SpaceName', 'Payroll,Finance' | ConvertFrom-Csv
        $row | Set-QlikDataConnection -AddTag x -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike "*named 'Payroll' in the space 'Finance'*"
    }

    It 'may be a hashtable' {
        @{ Id = $subject.Id } | Set-QlikDataConnection -AddTag table -ErrorAction Stop
        (@{ Name = $subject.Name } | Get-QlikDataConnection).Tags | Should -Contain 'table'
    }

    It 'may be a hashtable with changes, which are those of that row only' {
        $other = New-Subject
        @{ Id = $subject.Id; AddTag = 'one', 'two'; SeparateCredentials = 'true' }, @{ Id = $other.Id; NewName = "$($other.Name) x" } | Set-QlikDataConnection -ErrorAction Stop
        $after = Get-QlikDataConnection -Id $subject.Id, $other.Id
        $after[0].Tags | Should -Contain 'two'
        $after[0].SeparateCredentials | Should -BeTrue
        $after[1].Tags | Should -Not -Contain 'two'
        $after.Name | Should -Be $subject.Name, "$($other.Name) x"
        @{ Id = $subject.Id; AddTag = 'from table' } | Set-QlikDataConnection -AddTag 'from line' -ErrorAction Stop
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'from line'
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Not -Contain 'from table'
    }

    It 'that is a hashtable with a value that does not fit is an error of that row' {
        @{ Id = $subject.Id; Architecture = 'X99' }, @{ Id = $subject.Id; AddTag = 'after' } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike '*Architecture*X99*'
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'after'
    }
}

Describe 'The same new name for several' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerRequest $site }

    It 'is one error for each name and space, which says how many there are' {
        $many = 1..7 | ForEach-Object { New-Subject }
        $others = 1..2 | ForEach-Object { New-Subject Sales }
        Clear-ServerRequest $server
        $many + $others | Set-QlikDataConnection -NewName { '_x' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 2
        "$($problem[0])" | Should -BeLike "*7 connections would have the name '_x'*and 2 more."
        "$($problem[1])" | Should -BeLike "*2 connections would have the name '_x'*"
        "$($problem[1])" | Should -Not -BeLike '*more.'
        @($problem[0].TargetObject).Count | Should -Be 7
        @(Sent).Count | Should -Be 0
    }

    It 'a swap works as the error says' {
        $a, $b = (New-Subject), (New-Subject)
        [pscustomobject]@{ Id = $a.Id; NewName = $b.Name }, [pscustomobject]@{ Id = $b.Id; NewName = $a.Name } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0])" | Should -BeLike "*rename A to 'temporary', then B to 'A', then 'temporary' to 'B'*"
        Set-QlikDataConnection $a.Name -NewName temporary -ErrorAction Stop
        Set-QlikDataConnection $b.Name -NewName $a.Name -ErrorAction Stop
        Set-QlikDataConnection temporary -NewName $b.Name -ErrorAction Stop
        (Get-QlikDataConnection -Id $a.Id, $b.Id).Name | Should -Be $b.Name, $a.Name
    }
}
