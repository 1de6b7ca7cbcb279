# A value that does not exist is an error with a suggestion, whatever parameter it is given to; an empty list is never the result of a typo.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
    function Get-Failure { param([scriptblock] $Script) $Error.Clear(); $found = @(& $Script -ErrorAction SilentlyContinue); [pscustomobject]@{ Found = $found; Error = @($Error) } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'An exact value of Get-QlikDataConnection that does not exist' {
    It '<what> is an error with a suggestion' -ForEach @(
        @{ what = '-DataSourceId'; id = 'QlikDataSourceNotFound'; text = "Did you mean 'mssql'"; run = { Get-QlikDataConnection -DataSourceId mssqll -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Type'; id = 'QlikTypeNotFound'; text = "'QvRestConnector.exe'"; run = { Get-QlikDataConnection -Type QvRestConector.exe -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Type of a site'; id = 'QlikTypeNotFound'; text = "Did you mean 'folder'"; run = { Get-QlikDataConnection -Type fodler -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Tag'; id = 'QlikTagNotFound'; text = "Did you mean 'prod'"; run = { Get-QlikDataConnection -Tag prodd -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Tag of a site'; id = 'QlikTagNotFound'; text = "Did you mean 'shared'"; run = { Get-QlikDataConnection -Tag shard -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Tag with -Space'; id = 'QlikTagNotFound'; text = "'prod'"; run = { Get-QlikDataConnection -Tag prodd -Space HR -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Name'; id = 'QlikDataConnectionNotFound'; text = "Did you mean 'Sales DWH'"; run = { Get-QlikDataConnection 'Sales DHW' -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Name of a site'; id = 'QlikDataConnectionNotFound'; text = "Did you mean 'Ledger'"; run = { Get-QlikDataConnection Ledgr -Session site -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Name of Set'; id = 'QlikDataConnectionNotFound'; text = "Did you mean 'Sales DWH'"; run = { Set-QlikDataConnection 'Sales DHW' -AddTag x -ErrorVariable +problem -ErrorAction SilentlyContinue } }
        @{ what = '-Name in another space'; id = 'QlikDataConnectionNotFound'; text = "'CRM (space Sales)' exists"; run = { Get-QlikDataConnection CRM -Space HR -ErrorVariable +problem -ErrorAction SilentlyContinue } }
    ) {
        $problem = @()
        . $run | Should -BeNullOrEmpty
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($problem[0])" | Should -BeLike "*$text*"
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'does not keep what exists from being listed' {
        @(Get-QlikDataConnection -DataSourceId mssql, nothing -ErrorVariable problem -ErrorAction SilentlyContinue).Count | Should -BeGreaterThan 3
        $problem.Count | Should -Be 1
        @(Get-QlikDataConnection CRM, CMR -ErrorVariable problem -ErrorAction SilentlyContinue).Count | Should -Be 1
        $problem.Count | Should -Be 1
    }

    It '<what> is no error' -ForEach @(
        @{ what = 'a pattern'; run = { Get-QlikDataConnection -DataSourceId nothing*; Get-QlikDataConnection -Tag no*; Get-QlikDataConnection -Type no*; Get-QlikDataConnection no* } }
        @{ what = 'a data source without connections'; run = { Get-QlikDataConnection -DataSourceId DG_mssql -Space HR } }
        @{ what = 'a tag that is used elsewhere'; run = { Get-QlikDataConnection -Tag prod -Space 'Legacy 2019' } }
        @{ what = 'a type that is used elsewhere'; run = { Get-QlikDataConnection -Type folder -Session site -Name no* } }
    ) {
        $null = . $run -ErrorAction Stop
        $Error.Clear()
        . $run | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }

    It 'costs no request more while everything exists' {
        $null = Get-QlikDataConnection -DataSourceId mssql
        Clear-ServerRequest $server
        $null = Get-QlikDataConnection -DataSourceId mssql -Tag prod -Type QvOdbcConnectorPackage.exe
        @(Get-ServerRequest $server).Count | Should -Be 1
    }

    It 'costs one request for the suggestion of a name, and none for piped names' {
        Clear-ServerRequest $server
        Get-QlikDataConnection 'Sales DHW' -ErrorAction SilentlyContinue
        @(Get-ServerRequest $server).Count | Should -Be 2
        Clear-ServerRequest $server
        'Sales DHW', 'Ledgr' | Get-QlikDataConnection -ErrorAction SilentlyContinue
        @(Get-ServerRequest $server).Count | Should -Be 1
    }
}

Describe 'A name as load scripts write it' {
    It "'<text>' is answered with the command" -ForEach @(
        @{ text = 'Finance:Ledger'; hint = "Get-QlikDataConnection -Name 'Ledger' -Space 'Finance'" }
        @{ text = 'finance:ledger'; hint = "Get-QlikDataConnection -Name 'Ledger' -Space 'Finance'" }
        @{ text = 'lib://Finance:Ledger'; hint = "Get-QlikDataConnection -Name 'Ledger' -Space 'Finance'" }
        @{ text = 'lib://Finance:Ledger/2026/x.qvd'; hint = "Get-QlikDataConnection -Name 'Ledger' -Space 'Finance'" }
        @{ text = 'lib://CRM'; hint = "use -Name 'CRM'" }
        @{ text = 'LIB://CRM/folder/x.csv'; hint = "use -Name 'CRM'" }
        @{ text = 'CRM (acme_bob)'; hint = "In a load script*use -Name 'CRM'" }
        @{ text = 'Fiance:Ledger'; hint = "Did you mean 'Finance:Ledger'" }
        @{ text = 'Finance:Ledgr'; hint = "Did you mean 'Finance:Ledger'" }
    ) {
        $null = Get-QlikDataConnection $text -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike "*$hint*"
        $null = Set-QlikDataConnection $text -AddTag x -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike "*$hint*"
    }

    It "'<text>' is explained from the pipeline and in a row too, without a further request" -ForEach @(
        @{ text = 'Finance:Ledger'; hint = "the connection 'Ledger' in the space 'Finance'*columns Name and SpaceName" }
        @{ text = 'lib://Finance:Ledger/2026/x.qvd'; hint = "the connection 'Ledger' in the space 'Finance'" }
        @{ text = 'lib://CRM'; hint = "the connection 'CRM': use that name" }
        @{ text = 'CRM (acme_anna)'; hint = "the connection 'CRM' of the user acme_anna" }
        @{ text = 'nothing'; hint = 'There is no data connection*' }
    ) {
        foreach ($piped in $text, [pscustomobject]@{ Name = $text }) {
            Clear-ServerRequest $server
            $null = $piped | Get-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
            "$problem" | Should -BeLike "*$hint*"
            @(Get-ServerRequest $server).Count | Should -Be 1
            foreach ($run in { $piped | Set-QlikDataConnection -AddTag x @how }, { $piped | Move-QlikDataConnectionOwner -Owner anna@acme.test @how }, { $piped | Remove-QlikDataConnection -Force @how }) {
                $how = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
                . $run
                "$problem" | Should -BeLike "*$hint*"
            }
        }
    }

    It 'is found if a connection really has it' {
        $null = New-QlikDataConnection 'Finance:Real' rest -Space HR -Property @{ url = 'https://x.test' }
        (Get-QlikDataConnection 'Finance:Real').SpaceName | Should -Be HR
    }

    It 'is no name when there is nothing before or after the colon' {
        foreach ($text in ':', 'lib://', 'lib:///x', ':x', 'x:') {
            $null = Get-QlikDataConnection $text -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.Count | Should -Be 1
        }
    }
}

Describe 'A data source in another case' {
    It 'is meant by <cmdlet>' -ForEach @(
        @{ cmdlet = 'New-QlikDataConnection'; run = { (New-QlikDataConnection 'case of source' MSSQL -Space HR -Property @{ host = 'h' }).DataSourceId | Should -BeExactly mssql } }
        @{ cmdlet = 'Get-QlikDataSourceProperty'; run = { (Get-QlikDataSourceProperty MSSQL)[0].DataSourceId | Should -BeExactly mssql } }
        @{ cmdlet = 'Get-QlikDataSourceGateway'; run = { (Get-QlikDataSourceGateway dg_mssql)[0].DataSourceId | Should -BeExactly DG_mssql } }
        @{ cmdlet = 'Get-QlikDataConnection'; run = { (Get-QlikDataConnection -DataSourceId MSSQL)[0].DataSourceId | Should -BeExactly mssql } }
        @{ cmdlet = 'New-QlikDataConnection -WhatIf'; run = { Invoke-InRunspace -Script "`$null = Connect-QlikSession -Sandbox Cloud; New-QlikDataConnection x MSSQL -Property @{ host = 'h' } -WhatIf" | ForEach-Object { $_.Error | Should -BeNullOrEmpty } } }
        @{ cmdlet = 'Set-QlikDataConnection'; run = { New-QlikDataConnection 'case of set' mssql -Space HR -Property @{ host = 'h'; database = 'd1' } | Set-QlikDataConnection -DataSourceId MSSQL -Property @{ database = 'd2' } -PassThru | ForEach-Object { $_.DataSourceId | Should -BeExactly mssql; $_.ConnectionString | Should -BeLike '*d2*' } } }
    ) { . $run }
}

Describe 'The same mistake several times' {
    It 'is one error for <what>' -ForEach @(
        @{ what = 'a space'; run = { 'nowhere', 'nowhere', 'NOWHERE2' | Get-QlikSpace }; count = 2 }
        @{ what = 'a user'; run = { 'nobody', 'nobody' | Get-QlikUser }; count = 1 }
        @{ what = 'objects of another kind'; run = { Get-QlikSpace | Remove-QlikDataConnection -Force }; count = 1 }
    ) {
        $ErrorActionPreference = 'Continue'
        $Error.Clear()
        $null = . $run 2>&1 | ForEach-Object { $_ }
        $Error.Count | Should -Be $count
    }
}

Describe 'Get-QlikUser' {
    It 'takes -First, -Skip and -IncludeTotalCount' {
        $all = Get-QlikUser
        (Get-QlikUser -First 2).Id | Should -Be $all[0, 1].Id
        (Get-QlikUser -Skip 1 -First 2).Id | Should -Be $all[1, 2].Id
        (Get-QlikUser -IncludeTotalCount -First 1)[0] | Should -BeOfType [uint64]
        @(Get-QlikUser -First 3 -Session server, site).Count | Should -Be 3
        @('Anna Berg', 'Bob Meyer' | Get-QlikUser -First 1).Count | Should -Be 1
    }
}

Describe 'The new owner of Move-QlikDataConnectionOwner' {
    It 'is missing: <what>' -ForEach @(
        @{ what = 'a misspelled column'; text = "Its column 'Ownr' may be meant"; run = { 'Name,Ownr', 'CRM,a', 'Ledger,a' | ConvertFrom-Csv | Move-QlikDataConnectionOwner } }
        @{ what = 'a misspelled key'; text = "Its column 'Ownre' may be meant"; run = { @{ Name = 'CRM'; Ownre = 'anna@acme.test' } | Move-QlikDataConnectionOwner } }
        @{ what = 'connections only'; text = 'Use -Owner, or rows with a column Owner'; run = { Get-QlikDataConnection -Space HR | Move-QlikDataConnectionOwner } }
        @{ what = 'a name only'; text = 'Use -Owner, or rows with a column Owner'; run = { Move-QlikDataConnectionOwner CRM } }
        @{ what = 'an empty text'; text = 'the value of -Owner is empty.'; run = { Move-QlikDataConnectionOwner CRM -Owner '' } }
    ) {
        $failure = try { & $run } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        "$failure" | Should -BeLike "*$text*"
        "$failure" | Should -Not -BeLike '*leave out*'
    }

    It 'may be a key of a hashtable' {
        $one = New-QlikDataConnection "table $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' }
        @{ Id = $one.Id; Owner = 'anna@acme.test' } | Move-QlikDataConnectionOwner -WarningAction Ignore -ErrorAction Stop
        (Get-QlikDataConnection -Id $one.Id).OwnerName | Should -Be 'Anna Berg'
    }
}

Describe 'A connection in the place of <what>' -ForEach @(
    @{ what = 'a data source'; property = 'DataSourceId'; run = { $one | Get-QlikDataSource @how } }
    @{ what = 'a space'; property = 'SpaceName'; run = { $one | Get-QlikSpace @how } }
    @{ what = 'a user'; property = 'OwnerName'; run = { $one | Get-QlikUser @how } }
) {
    It 'is refused with the property to use' {
        $one = Get-QlikDataConnection Ledger -Space Finance
        $how = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
        . $run
        "$problem" | Should -BeLike "*pipe its property: ForEach-Object $property*"
    }
}

Describe 'Columns whose form is not understood' {
    It 'name the form of custom properties' {
        'Name,CustomProperty', 'Ledger,Environment' | ConvertFrom-Csv | Set-QlikDataConnection -Session site -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike '*in a cell Environment=Test; Department=Sales*'
    }

    It 'Tags is the column Tag of Set' {
        [pscustomobject]@{ Name = 'Ledger'; SpaceName = 'Finance'; Tags = 'other' } | Set-QlikDataConnection -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*no effect: Tags. To set the tags, name the column Tag.*'
    }
}
