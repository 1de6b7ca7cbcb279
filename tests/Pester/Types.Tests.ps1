# What is a row, by its type, and in which session it is looked up.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name other
    $script:site = Start-SandboxServer '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
    $script:folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'CRM')
    function Get-Back { param($Value) $file = Join-Path $TestDrive 'back.xml'; $Value | Export-Clixml $file -Depth 1; Import-Clixml $file }
    # Each with the errors of all commands that take connections, and the requests about connections that were sent.
    function Invoke-All {
        param($Value)
        Clear-ServerRequest $server
        $problem = $null
        $null = , $Value | Get-QlikDataConnection -ErrorVariable +problem -ErrorAction SilentlyContinue
        , $Value | Set-QlikDataConnection -AddTag x -WhatIf -ErrorVariable +problem -ErrorAction SilentlyContinue
        , $Value | Move-QlikDataConnectionOwner -Owner anna@acme.test -WhatIf -ErrorVariable +problem -ErrorAction SilentlyContinue
        , $Value | Remove-QlikDataConnection -WhatIf -ErrorVariable +problem -ErrorAction SilentlyContinue
        [pscustomobject]@{ Errors = @($problem); Requests = @(Get-ServerRequest $server | Where-Object path -Like '*data-connections*') }
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'An object that is not a row' {
    It 'is refused by its type, whatever its Name: <what>' -ForEach @(
        @{ what = 'a folder'; make = { Get-Item $folder } }
        @{ what = 'a saved folder'; make = { Get-Back (Get-Item $folder) } }
        @{ what = 'a process'; make = { Get-Process -Id $PID } }
        @{ what = 'a saved process'; make = { Get-Back (Get-Process -Id $PID) } }
        @{ what = 'a module'; make = { Get-Module QlikConnections } }
        @{ what = 'a command'; make = { Get-Command Get-Item } }
        @{ what = 'a number'; make = { 42 } }
        @{ what = 'a date'; make = { Get-Date } }
        @{ what = 'a property of a data source'; make = { Get-QlikDataSourceProperty mssql | Select-Object -First 1 } }
        @{ what = 'a key and its value'; make = { [System.Collections.Generic.KeyValuePair[string, string]]::new('Name', 'CRM') } }
    ) {
        $all = Invoke-All (& $make)
        $all.Errors.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        $all.Errors.Count | Should -Be 4
        "$($all.Errors[0])" | Should -Match 'it is of the type \S+, not a data connection, a row'
        $all.Requests.Count | Should -Be 0
    }

    It 'is refused by the cmdlets that change connections, even if Get- lists its connections: <what>' -ForEach @(
        @{ what = 'a user'; make = { Get-QlikUser anna@acme.test } }
        @{ what = 'a saved user'; make = { Get-Back (Get-QlikUser anna@acme.test) } }
        @{ what = 'columns of a space'; make = { Get-QlikSpace Sales | Select-Object Id, Name } }
        @{ what = 'a data source'; make = { Get-QlikDataSource mssql } }
        @{ what = 'a session'; make = { Get-QlikSession server } }
    ) {
        $all = Invoke-All (& $make)
        $all.Errors.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        $all.Errors.Count | Should -Be 3
    }

    It 'is refused by the cmdlets about credentials too' {
        $problem = $null
        Get-Item $folder | Get-QlikDataCredential -ErrorVariable +problem -ErrorAction SilentlyContinue
        Get-QlikUser anna@acme.test | Remove-QlikDataCredential -Force -ErrorVariable +problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        $problem.Count | Should -Be 2
    }

    It 'is no <parameter>' -ForEach @(
        @{ parameter = 'Space'; make = { Get-Item $folder } }
        @{ parameter = 'Space'; make = { Get-QlikUser anna@acme.test } }
        @{ parameter = 'Owner'; make = { Get-Process -Id $PID } }
        @{ parameter = 'Owner'; make = { Get-QlikSpace Sales } }
        @{ parameter = 'Name'; make = { Get-Item $folder } }
        @{ parameter = 'Name'; make = { Get-QlikUser anna@acme.test } }
    ) {
        $splat = @{ $parameter = & $make }
        Clear-ServerRequest $server
        { Get-QlikDataConnection @splat -ErrorAction Stop } | Should -Throw -ExceptionType ([System.Management.Automation.ParameterBindingException])
        @(Get-ServerRequest $server).Count | Should -Be 0
    }

    It 'of this module does not name a new connection' {
        Clear-ServerRequest $server
        $problem = $null
        Get-QlikUser anna@acme.test | New-QlikDataConnection -DataSourceId rest -Property @{ url = 'https://x.test' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        @(Get-ServerRequest $server | Where-Object method -EQ 'POST' | Where-Object path -NotLike '*filter*').Count | Should -Be 0
    }

    It 'is reported even if it contains logins, or itself' {
        $itself = @{ Name = 'nowhere' }
        $itself.Itself = $itself
        $login = [pscredential]::new('anna', (ConvertTo-Secret 'hunter2-hunter2'))
        $file = [System.IO.FileInfo] (Join-Path $TestDrive 'not-there')
        foreach ($value in $itself, [pscustomobject]@{ Name = 'nowhere'; Inner = [pscustomobject]@{ Login = $login } }, [pscustomobject]@{ Name = 'nowhere'; File = $file }) {
            $all = Invoke-All $value
            $all.Errors.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionNotFound,*'
            $all.Errors.Count | Should -Be 4
        }
    }
}

Describe 'A row' {
    It 'is one by its form: <what>' -ForEach @(
        @{ what = 'an object of a script'; make = { [pscustomobject]@{ Name = 'CRM' } } }
        @{ what = 'the same, saved'; make = { Get-Back ([pscustomobject]@{ Name = 'CRM' }) } }
        @{ what = 'one with a type name'; make = { [pscustomobject]@{ PSTypeName = 'My.Row'; Name = 'CRM' } } }
        @{ what = 'the same, saved'; make = { Get-Back ([pscustomobject]@{ PSTypeName = 'My.Row'; Name = 'CRM' }) } }
        @{ what = 'a table'; make = { @{ Name = 'CRM' } } }
        @{ what = 'an ordered table'; make = { [ordered]@{ Name = 'CRM' } } }
        @{ what = 'a line of a CSV'; make = { 'Name', 'CRM' | ConvertFrom-Csv } }
        @{ what = 'JSON'; make = { '{"Name":"CRM"}' | ConvertFrom-Json } }
        @{ what = 'columns of a folder'; make = { Get-Item $folder | Select-Object Name } }
        @{ what = 'the same, saved'; make = { Get-Back (Get-Item $folder | Select-Object Name) } }
        @{ what = 'columns of a connection'; make = { Get-QlikDataConnection CRM | Select-Object Name, SpaceName } }
        @{ what = 'a row of a database'; make = { $table = [System.Data.DataTable]::new(); $null = $table.Columns.Add('Name'); $table.Rows.Add('CRM') } }
        @{ what = 'an object of a class'; make = { ([scriptblock]::Create('class Row { [string] $Name = "CRM" }; [Row]::new()')).Invoke()[0] } }
        @{ what = 'a line of a text file'; make = { Set-Content "$TestDrive/names.txt" CRM; Get-Content "$TestDrive/names.txt" } }
        @{ what = 'a saved connection'; make = { Get-Back (Get-QlikDataConnection CRM) } }
    ) {
        $all = Invoke-All (& $make)
        $all.Errors | Should -BeNullOrEmpty
        $all.Requests | Should -Not -BeNullOrEmpty
    }
}

Describe 'The session of an object or row' {
    It 'is where it is looked up; -Session must not contradict it: <what>' -ForEach @(
        @{ what = 'a connection'; make = { Get-QlikDataConnection CRM -Session other } }
        @{ what = 'a saved connection'; make = { Get-Back (Get-QlikDataConnection CRM -Session other) } }
        @{ what = 'a row with an id'; make = { Get-QlikDataConnection CRM -Session other | Select-Object Id, Session } }
        @{ what = 'a row with a name'; make = { [pscustomobject]@{ Name = 'CRM'; Session = 'other' } } }
        @{ what = 'a row with a session that is not connected'; make = { [pscustomobject]@{ Name = 'CRM'; Session = 'nowhere' } } }
    ) {
        $value = & $make
        foreach ($run in { $value | Get-QlikDataConnection -Session server -ErrorAction Stop }, { $value | Set-QlikDataConnection -AddTag x -Session server -ErrorAction Stop },
            { $value | Move-QlikDataConnectionOwner -Owner anna@acme.test -Session server -ErrorAction Stop }, { $value | Remove-QlikDataConnection -Force -Session server -ErrorAction Stop }) {
            Clear-ServerRequest $server
            $run | Should -Throw
            $Error[0].FullyQualifiedErrorId | Should -Match '^(QlikInputInvalid|QlikSessionUnknown),'
            @(Get-ServerRequest $server | Where-Object path -Like '*data-connections*').Count | Should -Be 0
        }
        if ($what -notlike '*not connected') {
            ($value | Get-QlikDataConnection -Session server, other).Session.Name | Should -Be 'other'
            ($value | Get-QlikDataConnection).Session.Name | Should -Be 'other'
        }
    }

    It 'is the same rule for credentials' {
        $owned = Get-QlikDataConnection CRM -Session other
        { $owned | Get-QlikDataCredential -Session server -ErrorAction Stop } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        ($owned | Get-QlikDataCredential -Session server, other).Session.Name | Should -Be 'other'
    }
}

Describe 'A platform without credential sets or data sources' {
    It 'is one error that ends the command, before anything is sent: <what>' -ForEach @(
        @{ what = 'names'; run = { 'a', 'b', 'c' | Get-QlikDataCredential -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'connections'; run = { $connections | Get-QlikDataCredential -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'rows'; run = { $connections | Select-Object CredentialId, Session | Get-QlikDataCredential -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'new names'; run = { $ids | Set-QlikDataCredential -NewName x -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'removals'; run = { $ids | Remove-QlikDataCredential -Force -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'orphans'; run = { Get-QlikDataCredential -Orphaned -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'data sources'; run = { 'mssql', 'rest' | Set-QlikDataSource -Disabled -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'properties'; run = { 'mssql', 'rest' | Get-QlikDataSourceProperty -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
        @{ what = 'gateways'; run = { 'mssql', 'rest' | Get-QlikDataSourceGateway -Session site -ErrorAction SilentlyContinue -ErrorVariable problem } }
    ) {
        $connections = Get-QlikDataConnection -Session site -First 3
        $ids = 1..3 | ForEach-Object { [guid]::NewGuid() }
        Clear-ServerRequest $site
        $Error.Clear()
        $run | Should -Throw -ErrorId 'QlikNotSupported,*'
        @($Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like 'QlikNotSupported*' }).Count | Should -Be 1
        @(Get-ServerRequest $site).Count | Should -Be 0
    }

    It 'is one error beside a session that has them' {
        $problem = $null
        $one = Get-QlikDataConnection CRM | Get-QlikDataCredential
        $found = $one.Id, $one.Id, [guid]::NewGuid() | Get-QlikDataCredential -Session site, server -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Id | Should -Be $one.Id
        @($problem.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] }) | Should -Be 'QlikNotSupported', 'QlikCredentialNotFound'
    }
}
