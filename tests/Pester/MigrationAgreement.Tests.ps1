# What a test of a migration says, -WhatIf says and the import does, whatever the input is; a second import does nothing.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:tenant = Start-SandboxServer
    $script:site = Start-SandboxServer @('--repository')
    $null = Connect-Site $site -Name site
    $null = Connect-Server $tenant -Name tenant
    $script:login = [pscredential]::new('etl', (ConvertTo-Secret 'MARKER-login'))
    $script:other = [pscredential]::new('reader', (ConvertTo-Secret 'MARKER-other'))
    $script:how = @{ SpaceMap = @{ '*' = 'HR' }; OwnerMap = @{ '*' = 'Ada Admin' } }
    $script:number = 0
    function New-Old([string] $Statement, [string] $Type, [hashtable] $More = @{}) {
        New-QlikDataConnection -Name "agreed $((++$script:number))" -Session site -Type $Type -ConnectionString $Statement @More
    }
    function New-OldRest([string] $Items) { New-Old "CUSTOM CONNECT TO `"provider=QvRestConnector.exe;$Items`"" QvRestConnector.exe }
    function New-OldOdbc([string] $Items, [hashtable] $More = @{}) {
        New-Old "CUSTOM CONNECT TO `"provider=QvOdbcConnectorPackage.exe;$Items`"" QvOdbcConnectorPackage.exe $More
    }
    function Set-OldLogin($Old, [string] $User) {
        Set-QlikDataConnection $Old.Name -Session site -PassThru -ConnectionString "CUSTOM CONNECT TO `"provider=QvRestConnector.exe;url=https://api.acme.test/;authSchema=basic;username=$User;password=MARKER-$User;`""
    }
    function Export-Old($Old) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        $Old | Export-QlikDataConnection $file
        $file
    }
    # The three runs with the same parameters; those that only an import has are in More.
    function Get-Agreement($Old, [hashtable] $Same = @{}, [hashtable] $More = @{}) {
        $splat = $how + @{ }
        $Same.Keys | ForEach-Object { $splat[$_] = $Same[$_] }
        $from = @{}
        if ($Old -is [string]) { $from.Path = $Old } else { $from.InputObject = $Old }
        $result = [ordered]@{}
        $result.Test = @(Test-QlikDataConnectionMigration tenant @from @splat -ErrorVariable tested -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue)
        $result.TestWarnings = @($warned | ForEach-Object { "$_" })
        $result.TestErrors = @($tested | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' })
        $result.Plan = @(Import-QlikDataConnection -Session tenant @from @splat @More -WhatIf -ErrorVariable planned -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue)
        $result.PlanWarnings = @($warned | ForEach-Object { "$_" })
        $result.PlanErrors = @($planned | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' })
        Clear-ServerRequest $tenant
        $result.Done = @(Import-QlikDataConnection -Session tenant @from @splat @More -PassThru -ErrorVariable done -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue)
        $result.DoneErrors = @($done | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' })
        $result.DoneWarnings = @($warned | ForEach-Object { "$_" })
        $result.Writes = @(Get-ServerRequest $tenant | Where-Object method -in POST, PATCH, PUT, DELETE)
        [pscustomobject]$result
    }
    function Get-Failure([scriptblock] $Script) { try { $null = & $Script } catch { $_ } }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $tenant
    Stop-SandboxServer $site
}

Describe 'A test, a preview and an import' {
    It 'agree about <what>: <actions>' -ForEach @(
        @{ what = 'a new connection'; actions = 'Create'; old = { New-OldRest 'url=https://api.acme.test/;' } }
        @{ what = 'a login that is given'; actions = 'Create'; old = { New-OldOdbc 'driver=mssql;host=sql.acme.test;' }; more = { @{ Credential = $login } } }
        @{ what = 'a login in the statement'; actions = 'Create'; old = { New-OldRest 'url=https://api.acme.test/;authSchema=basic;username=bob;password=MARKER-bob;' } }
        @{ what = 'a gateway'; actions = 'Create'; old = { New-OldOdbc 'driver=mssql;host=sql01;' }; same = { @{ DataGateway = 'gw-berlin' } }; more = { @{ Credential = $login } } }
        @{ what = 'a missing gateway'; actions = 'Impossible'; old = { New-OldOdbc 'driver=mssql;host=sql01;' }; errors = 'QlikMigrationUndecided' }
        @{ what = 'what cannot move'; actions = 'Impossible'; old = { New-Old '\\fs01\landing\' folder }; errors = 'QlikMigrationBlocked' }
        @{ what = 'an export whose secret is given'; actions = 'Create'; old = { Export-Old (New-OldRest 'url=https://api.acme.test/;authSchema=basic;username=bob;password=MARKER-bob;') }; more = { @{ Secret = @{ '*' = $login.Password }; Credential = $login } } }
        @{ what = 'two connections with one target, one without its secret'; actions = 'Impossible, Impossible'; errors = 'QlikInputContradiction, QlikInputContradiction'; old = {
                $old = (New-OldRest 'url=https://a.acme.test/;authSchema=basic;username=bob;password=MARKER-bob;'), (New-OldRest 'url=https://b.acme.test/;')
                $export = $old | Export-QlikDataConnection - | ConvertFrom-Json
                $export.connections[1].name = $export.connections[0].name
                $file = Join-Path $TestDrive twice.json
                $export | ConvertTo-Json -Depth 20 | Set-Content $file
                $file
            }
        }
        @{ what = 'a space that does not exist'; actions = 'Impossible'; ends = 'QlikSpaceNotFound'; old = { New-OldRest 'url=https://api.acme.test/;' }; same = { @{ SpaceMap = @{ '*' = 'Nowhere' } } } }
    ) {
        $given = & $old
        $splat = if ($same) { & $same } else { @{} }
        $extra = if ($more) { & $more } else { @{} }
        if ($ends) {
            $found = Test-QlikDataConnectionMigration tenant -InputObject $given -SpaceMap $splat.SpaceMap
            "$($found.Action)" | Should -Be $actions
            foreach ($run in { $given | Import-QlikDataConnection -Session tenant @splat -WhatIf -ErrorAction Stop }, { $given | Import-QlikDataConnection -Session tenant @splat -ErrorAction Stop }) {
                (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike "$ends,*"
            }
            return
        }

        $all = Get-Agreement $given $splat $extra
        $all.TestErrors | Should -BeNullOrEmpty
        ($all.Test.Action -join ', ') | Should -Be $actions
        ($all.Plan.Action -join ', ') | Should -Be $actions
        ($all.PlanErrors -join ', ') | Should -Be "$errors"
        ($all.DoneErrors -join ', ') | Should -Be "$errors"
        $all.Done | Should -HaveCount @($all.Test | Where-Object Action -eq Create).Count
        $all.TestWarnings, $all.PlanWarnings, $all.DoneWarnings | ForEach-Object { $_ } | Should -BeNullOrEmpty

        # The second time there is nothing to do, and nothing to ask for.
        $again = Get-Agreement $given $splat
        $second = $actions -replace 'Create', 'Unchanged'
        ($again.Test.Action -join ', ') | Should -Be $second
        ($again.Plan.Action -join ', ') | Should -Be $second
        ($again.DoneErrors -join ', ') | Should -Be "$errors"
        $again.Writes | Should -BeNullOrEmpty
        $again.Test | Where-Object Action -eq Unchanged | ForEach-Object { "$($_.Status)" } | Should -BeIn @($null, 'Ready')
    }

    It 'agree about the login of a statement that changed on the site, and send it once' {
        $old = New-OldRest 'url=https://api.acme.test/;authSchema=basic;username=bob;password=MARKER-bob;'
        (Get-Agreement $old).Done | Should -HaveCount 1
        (Get-Agreement $old @{ IfExists = 'Update' }).Writes | Should -BeNullOrEmpty
        $new = Set-OldLogin $old 'alice'
        $all = Get-Agreement $new @{ IfExists = 'Update' }
        "$($all.Test.Action) $($all.Test.Status) $($all.Plan.Action)" | Should -Be 'Update Ready Update'
        "$($all.Plan.Changes)" | Should -Match alice
        $all.Writes.method | Should -Be PATCH
        $again = Get-Agreement $new @{ IfExists = 'Update' }
        "$($again.Test.Action) $($again.Plan.Action)" | Should -Be 'Unchanged Unchanged'
        $again.Writes | Should -BeNullOrEmpty
    }

    It 'send a login that is given with -IfExists Update, and only then' {
        $old = New-OldOdbc 'driver=mssql;host=sql.acme.test;'
        (Get-Agreement $old @{} @{ Credential = $login }).Done | Should -HaveCount 1
        (Get-Agreement $old @{} @{ Credential = $other }).Writes | Should -BeNullOrEmpty
        (Get-Agreement $old @{ IfExists = 'Update' } @{ WithoutSecret = $true }).Writes | Should -BeNullOrEmpty
        $all = Get-Agreement $old @{ IfExists = 'Update' } @{ Credential = $other }
        "$($all.Plan.Action)" | Should -Be Update
        "$($all.Plan.Changes)" | Should -Match reader
        $all.Writes.method | Should -Be PATCH
        "$($all.Plan | Out-String) $($all.Done | Out-String)" | Should -Not -Match MARKER
    }

    It 'end with the same error for <what>' -ForEach @(
        @{ what = 'a space in an entry that no connection uses'; id = 'QlikSpaceNotFound'; more = { @{ SpaceMap = @{ '*' = 'HR'; Bad = 'Nowhere' } } } }
        @{ what = 'an owner that does not exist'; id = 'QlikUserNotFound'; more = { @{ OwnerMap = @{ '*' = 'nobody at all' } } } }
        @{ what = 'a data source that does not exist'; id = 'QlikDataSourceNotFound'; more = { @{ DataSourceMap = @{ nothing = 'mssqll' } } } }
        @{ what = 'a gateway that does not exist'; id = 'QlikGatewayNotFound'; text = "gw-brlin.*'gw-berlin'"; more = { @{ DataGateway = 'gw-brlin' } } }
        @{ what = 'a data source that is null'; id = 'QlikInputInvalid'; text = '-DataSourceMap.*OLEDB'; more = { @{ DataSourceMap = @{ OLEDB = $null } } } }
        @{ what = 'a data source that is empty'; id = 'QlikInputInvalid'; text = '-DataSourceMap.*OLEDB'; more = { @{ DataSourceMap = @{ OLEDB = ' ' } } } }
        @{ what = 'an empty data source in a file'; id = 'QlikImportUnreadable'; text = 'Line 2.*OLEDB'; more = { $file = Join-Path $TestDrive empty.json; Set-Content $file "{`n`"OLEDB`": null`n}"; @{ DataSourceMap = $file } } }
        @{ what = 'a property that is null'; id = 'QlikInputInvalid'; text = '-PropertyMap.*host'; more = { @{ PropertyMap = @{ host = $null } } } }
    ) {
        $old = New-OldRest 'url=https://api.acme.test/;'
        $splat = & $more
        Clear-ServerRequest $tenant
        foreach ($run in { $old | Test-QlikDataConnectionMigration tenant @splat -ErrorAction Stop }, { $old | Import-QlikDataConnection -Session tenant @splat -WhatIf -ErrorAction Stop }, { $old | Import-QlikDataConnection -Session tenant @splat -ErrorAction Stop }) {
            $failure = Get-Failure $run
            $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
            if ($text) { "$failure" | Should -Match $text }
        }
        Get-ServerRequest $tenant | Where-Object method -ne GET | Should -BeNullOrEmpty
    }

    It 'report a failure of the tenant as an error, not as a result: <status> for <path>' -ForEach @(
        @{ status = 500; path = 'api-specs' }
        @{ status = 503; path = 'gateways' }
    ) {
        $null = Connect-Server $tenant -Name failing
        try {
            $old = (New-OldOdbc 'driver=mssql;host=sql01;'), (New-Old '\\fs01\landing\' folder)
            Add-ServerFault $tenant @{ pathContains = $path; kind = 'status'; status = $status; times = 1000 }
            $splat = $how + @{ DataGateway = 'gw-berlin' }
            foreach ($run in { $old | Test-QlikDataConnectionMigration failing @splat }, { $old | Import-QlikDataConnection -Session failing @splat -WithoutSecret -WhatIf }, { $old | Import-QlikDataConnection -Session failing @splat -WithoutSecret }) {
                $found = try { & $run -ErrorAction Continue 2>&1 } catch { $_ }
                $ids = @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' })
                $ids | Should -Contain QlikServiceUnavailable
                $found | Where-Object { $_ -is [QlikConnections.QlikDataConnectionMigration] -and $_.Name -eq $old[0].Name } | Should -BeNullOrEmpty
            }
        }
        finally {
            Clear-ServerFault $tenant
            $null = Disconnect-QlikSession failing
        }
    }

    It 'name the entries of maps that fit nothing: <what>' -ForEach @(
        @{ what = '-SpaceMap'; text = '-SpaceMap.*Snow sales'; more = { @{ SpaceMap = @{ '*' = 'HR'; 'Snow sales' = 'HR' } } } }
        @{ what = '-OwnerMap'; text = '-OwnerMap.*no such'; more = { @{ OwnerMap = @{ '*' = 'Ada Admin'; 'no such' = 'Ada Admin' } } } }
        @{ what = '-DataSourceMap'; text = '-DataSourceMap.*Nonsense driver'; more = { @{ DataSourceMap = @{ 'Nonsense driver' = 'mssql'; mssql = 'mssql' } } } }
        @{ what = '-PropertyMap'; text = '-PropertyMap.*database'; more = { @{ PropertyMap = @{ database = 'new'; host = @{ x = 'y' } } } } }
        @{ what = '-OwnerMap without -SpaceMap'; text = '-OwnerMap does not count.*-SpaceMap'; more = { @{ SpaceMap = @{}; OwnerMap = @{ '*' = 'Ada Admin' } } } }
    ) {
        $all = Get-Agreement (New-OldOdbc 'driver=mssql;host=sql.acme.test;db=x;') (& $more) @{ Credential = $login }
        foreach ($warnings in $all.TestWarnings, $all.PlanWarnings, $all.DoneWarnings) {
            $warnings | Should -HaveCount 1
            $warnings | Should -Match $text
            $warnings | Should -Not -Match "\*'|mssql|host:"
        }
    }

    It 'show names of gateways, and tags, in previews' {
        $old = New-OldOdbc 'driver=mssql;host=sql01;' @{ Tag = 'release:2026-10', 'prod' }
        $splat = $how + @{ DataGateway = 'gw-berlin' }
        (Test-QlikDataConnectionMigration tenant -InputObject $old @splat).Properties.gatewayInstance | Should -Be gw-berlin
        $null = Start-Transcript "$TestDrive/preview.txt"
        $null = $old | Import-QlikDataConnection -Session tenant @splat -Credential $login -WhatIf
        $null = Stop-Transcript
        $text = Get-Content "$TestDrive/preview.txt" | Where-Object { $_ -like 'What if*' } | Out-String
        $text | Should -Match 'gatewayInstance = gw-berlin,'
        $text | Should -Match 'release:2026-10'
        $text | Should -Not -Match '::|MARKER'
        $made = $old | Import-QlikDataConnection -Session tenant @splat -Credential $login -PassThru
        (Get-QlikDataConnection -Id $made.Id -Session tenant -Detailed).Properties.gatewayInstance | Should -Match '::'
    }
}
