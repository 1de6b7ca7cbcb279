# What comes in: rows, names and objects that were saved, and the cultures they are compared under.

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
    function New-Made {
        param([string] $Name, $Space = 'Sales')
        New-QlikDataConnection -Name $Name -DataSourceId mssql -Space $Space -Property @{ host = 'db.acme.test'; port = '1433'; database = 'dwh' } -Confirm:$false
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'Get-QlikDataConnection takes from the pipeline' {
    BeforeAll {
        $script:inSales = New-Made 'twice' Sales
        $script:inFinance = New-Made 'twice' Finance
        $script:bracket = New-Made 'plan [2026] *'
        $script:open = New-Made 'half [open'
        $script:tick = New-Made 'back`tick'
    }

    It 'a row''s SpaceName as what narrows the name' {
        ("Name,SpaceName`ntwice,Sales" | ConvertFrom-Csv | Get-QlikDataConnection).Id | Should -Be $inSales.Id
        ("Name,SpaceName`ntwice,finance" | ConvertFrom-Csv | Get-QlikDataConnection -NoNameLookup).Id | Should -Be $inFinance.Id
        @("Name,SpaceName`ntwice," | ConvertFrom-Csv | Get-QlikDataConnection).Count | Should -Be 2
        { "Name,SpaceName`ntwice,HR" | ConvertFrom-Csv | Get-QlikDataConnection -ErrorAction Stop } | Should -Throw -ErrorId 'QlikDataConnectionNotFound,*'
    }

    It 'a name literally, whatever is in it: <_>' -ForEach 'plan [2026] *', 'half [open', 'back`tick' {
        ($_ | Get-QlikDataConnection).Name | Should -BeExactly $_
        ([pscustomobject]@{ Name = $_ } | Get-QlikDataConnection).Name | Should -BeExactly $_
    }

    It 'what is wrong with one item as the error of that item alone' {
        $errors = $null
        $found = 'twice', 'nobody [here', [pscustomobject]@{ Id = 'no id' }, $null, 'half [open' | Get-QlikDataConnection -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'twice', 'twice', 'half [open'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'QlikDataConnectionNotFound', 'QlikInputInvalid', 'QlikInputInvalid'
        $errors = $null
        (Get-QlikDataConnection -Name 'half [', 'tw?ce' -ErrorVariable errors -ErrorAction SilentlyContinue).Count | Should -Be 2
        $errors.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
    }

    It 'the session of what is piped: <_>' -ForEach 'object', 'clixml', 'json', 'csv', 'select' {
        $one = Get-QlikDataConnection -Session site | Select-Object -First 1
        $path = Join-Path $TestDrive 'c.xml'
        $saved = switch ($_) {
            'object' { $one }
            'clixml' { $one | Export-Clixml $path; Import-Clixml $path }
            'json' { $one | ConvertTo-Json -Depth 3 | ConvertFrom-Json }
            'csv' { $one | ConvertTo-Csv | ConvertFrom-Csv }
            'select' { $one | Select-Object Id, Session }
        }
        ($saved | Get-QlikDataConnection).Id | Should -Be $one.Id
    }

    It 'nothing when nothing is piped, and refuses names from two sides' {
        @() | Get-QlikDataConnection | Should -BeNullOrEmpty
        { 'twice' | Get-QlikDataConnection -Name 'twice' } | Should -Throw -ErrorId 'QlikInputInvalid,*'
    }

    It 'objects of another kind as what they are, not as a connection that happens to have the name' {
        $null = New-QlikDataConnection -Name Sales -Space HR -DataSourceId rest -Property @{ url = 'https://x.test' }
        (Get-QlikSpace Sales | Get-QlikDataConnection).SpaceName | Select-Object -Unique | Should -Be 'Sales'
        $errors = $null
        Get-QlikSpace Sales | Set-QlikDataConnection -AddTag x -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        Remove-QlikDataConnection -Name Sales -Confirm:$false
    }

    It 'ends at once for a -Space or -Owner that is not there' {
        Clear-ServerRequest $server
        { 'twice', 'half [open', 'plan [2026] *' | Get-QlikDataConnection -Space Nowhere } | Should -Throw -ErrorId 'QlikSpaceNotFound,*'
        { 'twice', 'half [open', 'plan [2026] *' | Get-QlikDataConnection -Owner nobody@acme.test } | Should -Throw -ErrorId 'QlikUserNotFound,*'
        Get-ServerRequest $server | Where-Object path -Like '*/data-connections*' | Should -BeNullOrEmpty
    }
}

Describe 'Names of other objects' {
    It 'are literal from the pipeline, and a bad pattern fails for itself' {
        $errors = $null
        ('Sales', 'S[a-z]*', '*' | Get-QlikSpace -ErrorVariable errors -ErrorAction SilentlyContinue).Name | Should -Be 'Sales'
        ('anna@acme.test', 'a*' | Get-QlikUser -ErrorVariable +errors -ErrorAction SilentlyContinue).Email | Should -Be 'anna@acme.test'
        ('mssql', 'ms*' | Get-QlikDataSource -ErrorVariable +errors -ErrorAction SilentlyContinue).Id | Should -Be 'mssql'
        $errors.Count | Should -Be 4
        $errors = $null
        (Get-QlikSpace 'Sal[', 'Sales' -ErrorVariable errors -ErrorAction SilentlyContinue).Name | Should -Be 'Sales'
        (Get-QlikUser 'anna[', 'anna@acme.test' -ErrorVariable +errors -ErrorAction SilentlyContinue).Email | Should -Be 'anna@acme.test'
        (Get-QlikDataSource 'ms[', 'mssql' -ErrorVariable +errors -ErrorAction SilentlyContinue).Id | Should -Be 'mssql'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'QlikInputInvalid', 'QlikInputInvalid', 'QlikInputInvalid'
    }
}

Describe 'Patterns under the culture <_>' -ForEach 'tr-TR', 'az-Latn-AZ', 'de-DE' {
    It 'ignore case by invariant rules' {
        $null = New-Made "INDIRIM listesi $_"
        $found = Invoke-InRunspace -Variable @{ server = $server; culture = $_; key = (ConvertTo-Secret $server.apiKey) } -Script {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $culture
            $null = Connect-QlikSession -Tenant $server.url -ApiKey $key
            (Get-QlikDataConnection 'indirim LIST*').Count
            (Get-QlikDataConnection "indirim listesi $culture").Name
            (Get-QlikSpace 'finance').Name
            (Get-QlikSpace 'FINANCE E*').Name
            (Get-QlikUser 'ANNA@ACME.TEST').Email
            (Get-QlikDataSource 'MSSQL').Id
            (Get-QlikDataConnection -Type 'QVODBC*' | Select-Object -First 1).Type
            'INDIRIM LISTESI tr-TR', 'x' | Get-QlikDataConnection -ErrorAction SilentlyContinue | Select-Object -First 1 | ForEach-Object Name
        }
        $found.Error | Should -BeNullOrEmpty
        $found.Output[0] | Should -BeGreaterThan 0
        $found.Output[1..6] | Should -Be "INDIRIM listesi $_", 'Finance', 'Finance EMEA', 'anna@acme.test', 'mssql', 'QvOdbcConnectorPackage.exe'
    }
}

Describe 'Saved <kind> objects' -ForEach @(
    @{ kind = 'user'; get = { Get-QlikUser anna@acme.test }; again = { process { $_ | Get-QlikUser } }; use = { param($o) Get-QlikDataConnection -Owner $o } }
    @{ kind = 'space'; get = { Get-QlikSpace Sales }; again = { process { $_ | Get-QlikSpace } }; use = { param($o) Get-QlikDataConnection -Space $o } }
    @{ kind = 'data source'; get = { Get-QlikDataSource mssql }; again = { process { $_ | Get-QlikDataSource } }; use = { param($o) $o | Get-QlikDataSourceProperty } }
    @{ kind = 'credential'; get = { Get-QlikDataConnection Payroll | Get-QlikDataCredential }; again = { process { $_ | Get-QlikDataCredential } }; use = { param($o) $o | Get-QlikDataCredential } }
) {
    BeforeAll { $script:expected = @(& $use (& $get)) }

    It 'mean what they were, through <_>' -ForEach 'Export-Clixml', 'JSON', 'CSV', 'Select-Object', 'the object itself' {
        $live = & $get
        $path = Join-Path $TestDrive 'o.xml'
        $saved = switch ($_) {
            'Export-Clixml' { $live | Export-Clixml $path; Import-Clixml $path }
            'JSON' { $live | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue | ConvertFrom-Json }
            'CSV' { $live | ConvertTo-Csv | ConvertFrom-Csv }
            'Select-Object' { $live | Select-Object * }
            default { $live }
        }
        # Not in the session that was connected last: the object's own is meant.
        $null = Connect-Server $server -Name later
        try {
            ($saved | & $again).Id | Should -Be $live.Id
            ($saved | & $again).Session.Name | Should -Be 'server'
            @(& $use $saved).Count | Should -Be $expected.Count
            $expected.Count | Should -BeGreaterThan 0
        }
        finally { Disconnect-QlikSession later }
    }
}

Describe 'A row without an identity' {
    BeforeAll {
        $script:cmdlets = @(
            @{ cmdlet = 'Get'; run = { $rows | Get-QlikDataConnection @how } }
            @{ cmdlet = 'Set'; run = { $rows | Set-QlikDataConnection -AddTag x @how } }
            @{ cmdlet = 'Move'; run = { $rows | Move-QlikDataConnectionOwner -Owner anna@acme.test @how } }
            @{ cmdlet = 'Remove'; run = { $rows | Remove-QlikDataConnection -Force @how } }
        )
        $script:how = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem'; WarningAction = 'SilentlyContinue' }
    }

    It 'names the cell that is empty: <columns>' -ForEach @(
        @{ columns = 'Name,SpaceName'; cells = ',Finance'; said = 'its Name is empty.' }
        @{ columns = 'Id,Tag'; cells = ',x'; said = 'its Id is empty.' }
        @{ columns = 'Id,Name,Tag'; cells = ',,x'; said = 'these of its columns are empty: Id, Name.*' }
        @{ columns = 'Nmae,Tag'; cells = 'a,x'; said = 'it has neither an Id nor a Name (its properties: Nmae, Tag).' }
    ) {
        $rows = "$columns`n$cells" | ConvertFrom-Csv
        foreach ($one in $cmdlets) {
            $problem = $null
            . $one.run
            @($problem).Count | Should -Be 1 -Because $one.cmdlet
            "$problem" | Should -BeLike "*: $said" -Because $one.cmdlet
        }
    }

    It 'of a new connection that lacks what it needs is one error, which names the column that may be meant: <text>' -ForEach @(
        @{ text = "Nmae,DataSourceId`nx,rest`ny,rest"; said = "the row has no column Name. Its column 'Nmae' may be meant*-Name." }
        @{ text = "Title,DataSourceId`nx,rest`ny,rest"; said = 'the name of the new connection is missing. Use -Name, or rows with a column Name.' }
        @{ text = "Name,DataSorceId`nx,rest`ny,rest"; said = "the row has no column DataSourceId. Its column 'DataSorceId' may be meant*" }
        @{ text = "Name,Colour`nx,red`ny,red"; said = 'the data source is missing. Use -DataSourceId or rows*' }
        @{ text = "Name,Type,ConnectionStrng`nx,folder,c"; said = "the row has no column ConnectionString. Its column 'ConnectionStrng' may be meant*" }
        @{ text = "Name;DataSourceId`nx;rest`ny;rest"; said = "the rows have one column only, 'Name;DataSourceId'*-Delimiter ';'." }
        @{ text = "Name`tDataSourceId`nx`trest"; said = "the rows have one column only, 'Name DataSourceId'*-Delimiter *." }
    ) {
        $rows = $text | ConvertFrom-Csv
        $what = 'nothing'
        try { $what = $rows | New-QlikDataConnection -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue } catch { $problem = $_ }
        $what | Should -Be 'nothing' -Because 'the command ends'
        "$problem" | Should -BeLike "*The input cannot be used: $said"
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
    }

    It 'of a new connection may be a hashtable: its keys are the columns' {
        $property = @{ url = 'https://x.test' }
        $made = @{ Name = 'by keys 1'; DataSourceId = 'rest'; Space = 'HR'; Property = $property; Colour = 'red' }, @{ Name = 'by keys 2'; DataSourceId = 'rest'; Property = $property } |
            New-QlikDataConnection -Tag keyed -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        $made.Name | Should -Be 'by keys 1', 'by keys 2'
        $made.SpaceName | Should -Be 'HR', 'Personal'
        $made.Tags | Where-Object { $_ -eq 'keyed' } | Should -Be 'keyed', 'keyed'
        "$warned" | Should -BeLike '*not used: Colour.'
        @{ Name = 'by keys 3'; DataSourceId = 'rest'; Architecture = 'zz' }, @{ Name = 'by keys 4'; DataSourceId = 'rest'; Property = $property } |
            New-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object Name | Should -Be 'by keys 4'
        "$problem" | Should -BeLike '*key Architecture*'
        Get-QlikDataConnection -Tag keyed | Remove-QlikDataConnection -Force
        Remove-QlikDataConnection 'by keys 4' -Force
    }

    It 'of a new connection with an empty name is an error of its row' {
        $property = @{ url = 'https://x.test' }
        $made = "Name,DataSourceId`n,rest`nwith a name,rest" | ConvertFrom-Csv | New-QlikDataConnection -Property $property -ErrorVariable problem -ErrorAction SilentlyContinue
        $made.Name | Should -Be 'with a name'
        "$problem" | Should -BeLike '*its Name is empty.'
        Remove-QlikDataConnection 'with a name' -Force
    }

    It 'with a line break in a new name is refused, also with -WhatIf: <what>' -ForEach @(
        @{ what = 'Set -NewName'; run = { Set-QlikDataConnection CRM -NewName "a`nb" -WhatIf } }
        @{ what = 'Set, row'; run = { [pscustomobject]@{ Name = 'CRM'; NewName = "a`rb" } | Set-QlikDataConnection -WhatIf } }
        @{ what = 'Set, hashtable'; run = { @{ Name = 'CRM'; NewName = "a`tb" } | Set-QlikDataConnection -WhatIf } }
        @{ what = 'Set, script block'; run = { Get-QlikDataConnection CRM | Set-QlikDataConnection -NewName { "$($_.Name)`0" } -WhatIf } }
        @{ what = 'New -Name'; run = { New-QlikDataConnection "a`nb" rest -Property @{ url = 'https://x.test' } -WhatIf } }
        @{ what = 'New, hashtable'; run = { @{ Name = "a`u{85}b"; DataSourceId = 'rest'; Property = @{ url = 'https://x.test' } } | New-QlikDataConnection -WhatIf } }
        @{ what = 'Copy -NewName'; run = { Get-QlikDataConnection CRM | Copy-QlikDataConnection -NewName "a`nb" -WhatIf } }
    ) {
        $ErrorActionPreference = 'Stop'
        $run | Should -Throw '*contains a line break or another control character*'
    }

    It 'of a file with another delimiter is one error for all rows, which names it: <written>' -ForEach @(
        @{ delimiter = ';'; written = "-Delimiter ';'." }
        @{ delimiter = "`t"; written = '-Delimiter "`t".' }
        @{ delimiter = '|'; written = "-Delimiter '|'." }
    ) {
        $rows = 'Name,AddTag', 'CRM,a', 'Ledger,b' -replace ',', $delimiter | ConvertFrom-Csv
        $more = @(
            @{ cmdlet = 'Connect'; run = { $rows | Connect-QlikSession @how } }
            @{ cmdlet = 'Export'; run = { $rows | Export-QlikDataConnection -Path "$TestDrive/x.json" @how } }
            @{ cmdlet = 'Copy'; run = { $rows | Copy-QlikDataConnection -Space HR @how } }
            @{ cmdlet = 'Get usage'; run = { $rows | Get-QlikDataConnectionUsage @how } }
            @{ cmdlet = 'Get credential'; run = { $rows | Get-QlikDataCredential @how } }
        )
        foreach ($one in $cmdlets + $more) {
            $failure = try { . $one.run } catch { $_ }
            "$failure" | Should -BeLike "*one column only, 'Name?AddTag'*$([WildcardPattern]::Escape($written))" -Because $one.cmdlet
            $failure.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*' -Because $one.cmdlet
        }
    }
}
